"""The words between two days: or, to, no sorry, at the latest, if not then; what they do is in `joining.py`."""

import re

DEADLINE = re.compile(
    r"(?:最晚|最迟|至迟|顶多|最多|不超过|不会超过|不晚于|不迟于|截止(?:到)?|实在不行|再不行|最慢|撑死|"
    r"大不了|拖到|at the latest|latest|no later than)[^,。;!?]{0,3}$"
)
CORRECTS = re.compile(
    r"(?:^|[,。.—-])不[,，]|不对|说错|记错|错了|打错|搞错|写错|哦不|噢不|啊不|不不|不是|"
    r"不好意思(?=[,是应])|改(?:到|成|为|在|约|"
    r"下|一下|个|期)|换(?:到|成|个)|推(?:迟)?(?:到|至)|延(?:迟|期|后)?(?:到|至)|拖到|挪到|顺延|更正|"
    r"应该是|我是说|我说的是|算了|反正|总之|不如说?|干脆|还是[^,]{0,2}$|口误|纠正|actually|i mean|sorry|no,|not "
)
FALLS_BACK = re.compile(
    r"不行(?:的话,?|就|那)|来不及(?:的话|就)|(?:如果|要是|万一|若|倘若)[^,]{0,8}(?:不|没)|否则|再不然|要不然|不然|"
    r"要么|要不|或是"
)
NOT_BEFORE = re.compile(
    r"(?:最早|最快|至少|起码|最起码)(?:也|都)?(?:要|得|是|等|到|要等|要到|得等|得到|等到|要等到|得等到)*$"
)
"""最早28号: the first possible day, the last one is not said."""
EITHER = re.compile(r"[\s,]*(?:或者?是?|还是|要么|要不|要不就|/|or|、?或)[\s,]*(?:是|就|等|等到|到)?[\s]*")
TOGETHER = re.compile(r"[\s]*(?:[、,和跟与&]|以及|and)?[\s]*")
DENIED = re.compile(
    r"(?:(?:不(?!用)(?:会|能|敢|想|可能|至于|再|必)?|绝不|决不|没想|没打算|别)再?(?:给你们?)?(?:拖欠?|欠|赖|挨|耗|延|推|磨|等|留|"
    r"跨|过|挂)(?P<up_to>到|至|进|去)?|(?:拖|欠|赖|等|挨)不(?P<up_to2>到))(?P<over>过|完|出)?了?$"
)
"""绝不拖到下个月: not a day to pay, but a bound of it; 不拖过周五 includes the day."""
UP_TO = re.compile(r"[\s]*(?:到|至|-|~|—|–|到了|to|until|till)[\s]*")
RESTATES = re.compile(
    r"[\s]*(?:[(（,]|,?(?:也)?就是(?:说)?|即|那个|的|,?大概|,?具体(?:是)?|,?应该|,?估计|,?争取|,?可能|"
    r",?差不多)?(?:是)?[\s]*"
)
SHIFTED = re.compile(r"(?:改|换|推迟?|延[期后迟]?|拖|挪|顺延|移|调)(?:到|成|为|至|在)?[\s]*$")
FORMERLY = re.compile(
    r"本来|原来|原定|原先|之前(?:说|约|定)|先前|上次(?:说|约)|说好|原说|原本|约好|定的|说的(?:是)?$|originally"
)


def is_over(before: str) -> bool:
    """Tell whether the words before a denied bound leave the day itself (不拖过周五)."""
    found = DENIED.search(before)
    return found is not None and found["over"] is not None
