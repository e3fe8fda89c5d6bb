"""Numbers of tickets: #12, 12号单, 工单12, and the bare number beside a command (接 12, 12 完成, 给12备注)."""

import re
from collections.abc import Iterator
from typing import Final

from bot.understanding.numerals import HAN_DIGITS, read_number

Span = tuple[int, int]

_NUMBER = rf"(?:[0-9]{{1,7}}|[{HAN_DIGITS}十百千]{{1,8}})"
_ORDER = (
    r"(?:(?:报修|维修|投诉|保洁|服务|派|任务|工)单|活(?!动)|单子|报修|工单号|单号|"
    r"(?<![账名清收据订菜买简回运快递流票出导])单(?![元位独据价纯证]))"
)
_TAIL = r"(?:号(?!楼|线|院|门|房|码))?"
# #12 and no.12; 3# is a building, and so is #12楼.
_SIGNED: Final = re.compile(
    rf"(?:#|(?<![a-z])no\.?)\s?(?P<number>[0-9]{{1,7}})(?![0-9a-z-]){_TAIL}(?:的?{_ORDER})?(?!栋|幢|楼)"
)
_NAMED: Final = re.compile(
    rf"{_ORDER}(?:号码?|编号|尾号)?\s?[#:是]?\s?(?P<number>{_NUMBER})(?![0-9-]|{_ORDER}|\s?(?:#|栋|幢|号楼|座|楼))"
    rf"{_TAIL}(?!元|块|个|条|栋|点|月)"
)
_COUNTED: Final = re.compile(
    rf"(?<![0-9a-z第.-])(?P<number>{_NUMBER})\s?(?:号|#)?\s?(?:的|那个?|这个?)?\s?{_ORDER}(?!位|独|元)"
)
_FREIGHT: Final = re.compile(r"(?:快递|物流|运|ems|顺丰|邮政|挂号)[^,。]{0,4}$")

# A command right beside a bare number.
_VERB = (
    r"(?:接单|接手|接了|接|领|到场|到现场|到达|到了|到楼下|问一?下|问|追问|转告|告诉|回复|答复|回(?!款)|备注|记|加一?[条个句]|转给|转到|转(?![账达告])|移交|派给|派|分给|交给|给|改派|"
    r"等外部|挂起|等|完成|完工|完毕|做完|做好|修好|修完|维修|搞定|搞好|弄好|弄完|处理好|处理完|已处理|已修|已换|换了|换好|解决|好了|退回|打回|驳回|退单|退(?!款|费)|合并|并入|并|加急|催|急|优先|"
    r"误报|虚惊|结束|关闭|关单|关(?!机)|结单|结案|销单|闭单|归档|看|不归|不是我|我去|我来|该|归)"
)
# A command that is one wherever it stands behind the number that opens the message.
_FAR_VERB = (
    r"(?:打回|退回|驳回|退单|重修|修好|弄[好完]|搞[定好]|做[完好]|完成|完工|处理[好完]|换好|换了|转给|转到|转去|移交|派给|等配件|等厂家|等料|等货|挂起|加急|优先处理|误报|备注|合并|重复|同一|"
    r"到场|到现场|接单|我接|我来|结单|关单|关了|关掉|归(?=[工保客财绿]))"
)
_SPOKEN_VERB = (
    r"(?:搞掂|整[好完]|接[嘞咗啦了]|到咗|[我俺]来[做修]|[我俺]去修|关掉|回复|告诉|"
    r"转(?=工程|保洁|保安|秩序|财务|客服|绿化|维修))"
)
_BARE = (
    rf"(?P<number>[0-9]{{1,6}})(?![0-9a-z.%-]|\s?[.][0-9]){_TAIL}"
    r"(?!元|块|月|年|日|点|个|天|栋|幢|楼|分|次|户|人(?!到)|[万千百k])"
)
_HEAD = r"^\s?(?:(?:我|先|帮我?|请|麻烦|把|给|将|跟|这个|那个|刚|去)\s?){0,3}"
_FILLER = (
    r"(?:给我|我|这个|那个|这单|那单|可以|已经?|是|帮我|都|要|先|再|得|应该|今天|刚|的|师傅|现在|业主|"
    r"很|太|特别|非常|比较){0,6}"
)
_COMMANDED: Final = (
    re.compile(rf"{_HEAD}{_VERB}(?:了|一下)?\s?[#:：]?\s?{_BARE}"),
    re.compile(rf"{_HEAD}{_BARE}\s?{_FILLER}\s?{_VERB}"),
    re.compile(rf"{_HEAD}{_BARE}(?=.{{0,24}}{_FAR_VERB})"),
    re.compile(rf"{_HEAD}{_BARE}\s?(?:和|跟|与|、|,|并|同)\s?#?[0-9]{{1,6}}.{{0,12}}(?:并|重复|同|一样|一回)"),
    re.compile(rf"(?:跟|和|给|向|告诉|问|联系)\s?{_BARE}\s?的?(?:业主|住户|户主)"),
    # A message that opens with a number of three figures or more speaks of that ticket.
    re.compile(rf"^\s?(?=[0-9]{{3}}){_BARE}\s?(?=[\u4e00-\u9fff])"),
    re.compile(rf"(?:到场|到现场|已到|加急|误报|完成|修好|搞定|接单|挂起|退回|备注)了?[,，:\s]{{0,2}}{_BARE}"),
)
# The command before a number that closes the message (搞定 119), or close behind one that stands alone (手上395转给…).
_LATE: Final = (
    re.compile(rf"(?:{_FAR_VERB}|{_SPOKEN_VERB})[^0-9]{{0,16}}?{_BARE}\s*(?:$|[,。])"),
    re.compile(rf"(?<![0-9a-z第.月-]){_BARE}(?<!号)[^,。0-9]{{0,2}}(?:{_FAR_VERB}|现场|先等|等着)"),
)
_OTHER: Final = re.compile(rf"(?:到|入|进|和|跟|与|、|,|并|同|是|改|改成)\s?#?{_BARE}")
_SEVERAL: Final = re.compile(r"并|同|重复|不对|错|不是")
_PAID: Final = re.compile(
    r"元|块钱|[0-9]块|微信|支付宝|现金|转账|刷卡|欠|收款|缴费|[通群]知|群发|没人接|关机|物业费|尾号|开头|没交|未交"
)


def find_ticket_numbers(said: str) -> Iterator[tuple[Span, str]]:
    """Find the numbers that a sign or the word for a ticket marks as one."""
    for pattern in (_SIGNED, _NAMED, _COUNTED):
        for found in pattern.finditer(said):
            number = read_number(found["number"])
            if number and not _FREIGHT.search(said, max(0, found.start() - 8), found.start()):
                yield found.span(), str(number)


def find_commanded_numbers(said: str) -> Iterator[tuple[Span, str]]:
    """Find the bare number that a command for tickets stands beside, and a second one that it is merged with."""
    if _PAID.search(said):
        return
    first = next((found for pattern in (*_COMMANDED, *_LATE) if (found := pattern.search(said))), None)
    if first is None:
        return
    yield first.span("number"), str(int(first["number"]))
    if _SEVERAL.search(said):
        for found in _OTHER.finditer(said, first.end("number")):
            yield found.span("number"), str(int(found["number"]))
