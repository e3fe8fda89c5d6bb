"""Words that point back to a day named before: 那天, 当天, 到时候, 顺便, or whoever is to pay on it (叫他交)."""

import re

from bot.understanding.dates import asking, paying, refusing

_THAT_DAY = re.compile(
    r"(?<!前)那一?天|那[两几三]天|当[天日晚场]|当即|那时候?|那会儿?|到时|届时|就(?:在)?(?:那|这)天|同一天|"
    r"路过|绕到|绕过|拐到|捎|顺便|顺路|顺道|顺手|顺带|正好|刚好|趁(?:此|机|这)|then(?![a-z])|that day|the same day"
)
_SOMEBODY = re.compile(
    r"(?:叫|让|喊|托|请|使|由|要|麻烦|帮忙?)(?:他|她|它|闺女|女儿|儿子|孙[子女]|老公|老婆|爱人|媳妇|弟|妹|哥|姐|"
    r"[\u4e00-\u9fff]{1,3}?)(?:们|俩)?(?:来|去|给我|帮我|替我|帮|替|代|用|扫|在)"
)
_AT_ONCE = re.compile(
    r"(?:一|刚|只要)(?:到|回|落|下|拿|收|有|来|开|忙|办|看|弄)|(?:完|好|了|后)(?:立马|马上|就|再|立刻|直接)"
)
_CLAUSES = re.compile(r"[,。;!?\n~…]+|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")


def pays_on_that_day(rest: str) -> bool:
    """Tell whether the words after a day promise money for it, by a word that points back to it."""
    return any(_points(clause) and _promises(clause) for clause in _CLAUSES.split(rest)[:4])


def pays_afterwards(rest: str) -> bool:
    """Tell whether one of the next clauses promises money without a day of its own."""
    return any(
        paying.PAYS.search(clause) and _promises(clause) and not paying.VAGUE.search(clause)
        for clause in _CLAUSES.split(rest)[:3]
    )


def days_later(rest: str) -> int:
    """Return how many days after the named day the money comes (20号回国,回国后第二天交)."""
    found = _DAYS_LATER.search(rest)
    if found is None or not _promises(rest[found.start() :]):
        return 0
    return "一二三四五六七".index(found["nth"]) if found["nth"] else 1


_DAYS_LATER = re.compile(r"^[^。;!?]{0,14}?(?:(?:后|完|了|家)的?第(?P<nth>[二三四五六七])天|次日|隔天|转天|第二天)")


def _points(clause: str) -> bool:
    return any(words.search(clause) for words in (_THAT_DAY, _SOMEBODY, _AT_ONCE))


def _promises(clause: str) -> bool:
    pays = paying.PAYS.search(clause) or paying.SETTLES.search(clause)
    if not pays or asking.asks_without_offering(clause) or asking.HOUSE_MATTER.search(clause):
        return False
    return not refusing.is_refused(clause) and not _IS_OVER.search(clause) and not _NEGATED.search(clause)


_IS_OVER = re.compile(r"已|刚|早就|[交缴付转]过(?!来|去)|(?<![a-z])(?:paid|already)")
_NEGATED = re.compile(r"别[^,]{0,4}[催交收要]|不(?:用|要|想)[^,]{0,4}[交催]|没[^,]{0,4}[交缴付]")
