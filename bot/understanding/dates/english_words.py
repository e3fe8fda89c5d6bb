"""The English words around a day: who pays and how, what is only politeness, and what is another matter.

Residents who write English translate; a promise is 「I will …」 or 「put me down for …」 as often as the word pay.
"""

_I = r"(?:i|we|he|she|my [a-z]+|our [a-z]+)"
_WILL = (
    rf"(?:{_I}(?:'?ll| will| shall| can| could| should| would| am going to|'m going to| plan to| promise to| intend to|"
    r" hope to| have to| need to|'d like to| want to| am able to| might| may)(?: (?:definitely|surely|be able to|"
    r"just|try to|also|then|only|probably|certainly|try and|go and))*|(?<![a-z])(?:will|going to|gonna|let me|"
    r"able to|try to|planning to|happy to))"
)
PAYS = (
    r"(?<![a-z])(?:pay|paying|payment|paid|pays|settle|settled|settling|transfer|transferring|remit|top up|"
    r"(?:doing|sending|settling|clearing|sorting|wiring) (?:it|this|that)|"
    r"(?:wire|send|bring|drop off|hand over|clear|cover|square) (?:it|this|that|the|my|your|you|everything|all|off|"
    r"up|cash|money)|send over|wire|"
    r"(?:put|mark|note|pencil|write|count) (?:me|us|it|that) (?:down|in|for|up)|"
    r"(?:you|u)(?:'ll| will| shall)(?: \w+)? (?:have|get|receive|see) (?:it|the|your|my)|"
    r"take care of (?:it|this|that|the)|sort (?:it|this|that|everything|the \w+)(?: out)?|"
    r"get (?:it|this|that) (?:done|sorted|paid|cleared|over with|settled|out of the way)|swipe|"
    r"(?:come|stop by|drop by) (?:and |to )?(?:collect|pick up)(?: it| the money| the cash)?|"
    r"with (?:cash|my card|the money|the cash)|money (?:will|is|should|comes)|cash)(?![a-z])|"
    rf"{_WILL} (?:do|handle|finish|complete|fix up|make) (?:it|that|this|so|the)(?![a-z])|"
    rf"{_WILL} (?:come|drop|stop|swing|pop|go|walk|visit)(?: \w+){{0,5}} (?:office|desk|counter|reception|lobby|"
    r"management|front desk)"
)
FILLERS = (
    r"(?<![a-z])(?:for sure|please|after|before|pls|plz|sorry|by|on|at|around|about|maybe|perhaps|the|i|we|will|can|"
    r"i'?ll|ok|okay|k|sure|until|till|is|it|be|it's|thanks|thank you|thx|works?|fine|good|great|best|possible|for|me|"
    r"us|let'?s|say|probably|definitely|certainly|should|would|could|in|of|that|then|latest|sometime|some|time|"
    r"how about|what about|promise|yes|yeah|yep|hi|hello|dear|got|noted|sir|madam|no later than|deadline|to|do|so|"
    r"and|my|a|from|so|most|likely|guess|think|hopefully|earliest|oh|well|hey|guys|really|very|all|right|just|make|"
    r"no problem|problem|np|give|need|wait|hold on|extend|extension|delay|postpone|than|gonna|"
    r"safe|early|late|end|start|during|over|within|sounds|suits?)(?![a-z'])"
)
MATTERS = (
    r"(?<![a-z])(?:lift|elevator|plumber|electrician|repair\w*|broken|leak\w*|fix|deliver\w*|parcel|package|courier|"
    r"meeting|party|guests?|visitors?|moving|pool|gym|noise|noisy|barking|maintenance|cleaners?|cleaning|"
    r"power cut|outage|internet|key|keycard|access card|parking|inspection|appointment|furniture|renovation|"
    r"technician|workers?|hot water|heating|mover|movers|ac|air con|toilet|pipe|gate|door)(?![a-z])"
)
ASKS = (
    r"(?<![a-z])(?:when (?:do|does|is|will|can|should|would|are|did)|what(?! about)|why|how(?! about)|which|who|"
    r"is the|are you|are there|is there|do you|does the|did you|will you|will the|can you|could you|have you|"
    r"where)(?![a-z])"
)
EVENTS = r"(?<![a-z])(?:salary|payday|pay ?check|wages|bonus|get paid|i'?m paid|am paid|pension)(?![a-z])"
RETURNS = r"(?<![a-z])(?:back|off work|free|home|return\w*|land|arrive\w*|day off|off)(?![a-z])"
