"""Telephone numbers in a text, and what must not be kept: phones, identity cards, bank cards, houses, names.

Patterns run over a shadow of the text in which every figure is ASCII, character for character, so that their places
are the places in the text itself. Public hotlines (400, 12345, 110) are nobody's data and stay.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from bot.understanding.houses import replace_houses
from bot.understanding.normalise import normalise

_GAP = r"[ \-·.]?"
_MOBILE = rf"(?:\+?86{_GAP})?(?P<mobile>1{_GAP}[3-9](?:{_GAP}[0-9]){{9}})"
_LANDLINE = rf"\(?(?P<line>0[0-9]{{2,3}}\)?{_GAP}(?:[0-9]{_GAP}){{6,7}}[0-9])"
_LOCAL = rf"(?<=[话机线是号码:])\s?(?P<local>[2-8][0-9]{{2,3}}{_GAP}[0-9]{{4}})"
_PHONE = re.compile(rf"(?<![0-9])(?:{_MOBILE}|{_LANDLINE}|{_LOCAL})(?![0-9])")
_LOCAL_CUE = re.compile(r"(?:电话|座机|固话|手机|tel|联系)[^0-9]{0,6}$", re.IGNORECASE)

_SPOKEN = str.maketrans("零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "0001234567891123456789")
_SPOKEN_PHONE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_SPOKEN_RUN = re.compile(r"[零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖0-9]{11}")

_SIGNS = dict(zip("－—–‐‑−（）　\u00a0＋：", "------()  +:", strict=True))

_EMAIL = re.compile(r"[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}")
_IDENTITY = re.compile(r"(?<![0-9])[1-9][0-9]{5}[ -]?(?:18|19|20)[0-9]{2}[ -]?[0-9]{4}[ -]?[0-9]{3}[0-9x](?![0-9a-z])")
_OLD_IDENTITY = re.compile(r"(?<=证)([^0-9]{0,6})[1-9][0-9]{14}(?![0-9])")
_BANK_CARD = re.compile(r"(?<![0-9])[3-6][0-9]{3}(?:[ -]?[0-9]{4}){2,3}(?:[ -]?[0-9]{1,4})?(?![0-9])")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][ ·.-]?(?=[a-z]{0,6}[0-9])"
    r"[a-z0-9]{4,5}[a-z0-9挂学警港澳](?![a-z0-9])"
)
_ACCOUNT = re.compile(
    r"((?:微信号?|wx|vx|qq号?|扣扣)[是为: ]{0,3})(?=[a-z0-9_-]*[0-9_-])[a-z0-9][a-z0-9_-]{4,19}(?![a-z0-9])"
)

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏"
    "付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔汤"
)
DOUBLE_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯")
_SURNAME = rf"(?:{'|'.join(DOUBLE_SURNAMES)}|[{_SURNAMES}])"
_NAME_END = r"(?=$|[^\u4e00-\u9fff]|[住在的家是来想要说问,，。]|先生|女士|业主|手机|电话)"
_CALLED = re.compile(
    r"(?:我叫|我名叫|我的名字(?:是|叫)|名字叫|姓名(?:是|为|叫)?[: ]?|户主(?:是|叫|姓名)|业主(?:叫|姓名)|"
    r"本人叫|联系人(?:是|叫)?[: ]?)"
    r"(?P<name>[\u4e00-\u9fff]{2,3}(?:·[\u4e00-\u9fff]{1,6})?)"
)
_I_AM = re.compile(rf"(?:我是|本人是?|这里是|我姓)(?P<name>{_SURNAME}(?![层便一])[\u4e00-\u9fff]{{0,2}}?){_NAME_END}")
_TITLED = re.compile(rf"(?P<name>{_SURNAME}[\u4e00-\u9fff]{{0,2}}?)(?=先生|女士|小姐|阿姨|师傅|大爷|大妈|老师|经理)")


def find_phones(text: str) -> list[str]:
    """Return the different telephone numbers of a text in figures only, in their order, without +86."""
    return list(dict.fromkeys(number for _, number in _phones(text)))


def find_phone_spans(text: str) -> list[tuple[int, int]]:
    """Return where the telephone numbers of a text stand, in their order."""
    return [span for span, _ in _phones(text)]


def mask_phones(text: str) -> str:
    """Return `text` with the middle of every telephone number hidden: 138****0003."""
    return _replaced(text, [(span, f"{number[:3]}****{number[-4:]}") for span, number in _phones(text)])


def scrub(text: str, names: Iterable[str] = ()) -> str:
    """Return the normalised text without what tells who wrote it; what was there is named 〔电话〕, 〔房号〕, ….

    `names` are the people known to be concerned; a person who introduces himself (我叫…, 我是…) is scrubbed as well.
    """
    said = normalise(text)
    for pattern, by in (
        (_EMAIL, "〔邮箱〕"),
        (_IDENTITY, "〔证件〕"),
        (_OLD_IDENTITY, r"\1〔证件〕"),
        (_ACCOUNT, r"\1〔账号〕"),
    ):
        said = pattern.sub(by, said)
    said = _replaced(said, [(span, "〔电话〕") for span, _ in _phones(said)])
    said = _PLATE.sub("〔车牌〕", _BANK_CARD.sub("〔银行卡〕", said))
    for name in sorted({normalise(name) for name in names}, key=len, reverse=True):
        if len(name) >= 2:
            said = said.replace(name, "〔姓名〕")
    for pattern in (_CALLED, _I_AM, _TITLED):
        said = _replaced(said, [(found.span("name"), "〔姓名〕") for found in pattern.finditer(said)])
    return replace_houses(said, "〔房号〕")


def _phones(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    shadow = _shadow(text)
    spoken = shadow.translate(_SPOKEN)
    found = [match for match in _PHONE.finditer(shadow) if not match["local"] or _is_cued(shadow, match)]
    told = [match for match in _SPOKEN_PHONE.finditer(spoken) if _SPOKEN_RUN.fullmatch(shadow, *match.span())]
    end = 0
    for match in sorted([*found, *told], key=lambda match: match.start()):
        if match.start() >= end:
            end = match.end()
            kept = match[0] if match.re is _SPOKEN_PHONE else match["mobile"] or match["line"] or match["local"]
            yield match.span(), "".join(character for character in kept if "0" <= character <= "9")


def _is_cued(shadow: str, match: re.Match[str]) -> bool:
    start = match.start()
    return _LOCAL_CUE.search(shadow[max(0, start - 10) : start]) is not None


def _shadow(text: str) -> str:
    """Return a text of the same length with every figure in ASCII and full-width signs in half width."""
    if text.isascii():
        return text
    return "".join(character if character.isascii() else _plain_sign(character) for character in text)


def _plain_sign(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return _SIGNS.get(character, character)


def _replaced(text: str, changes: Iterable[tuple[tuple[int, int], str]]) -> str:
    pieces, end = [], 0
    for (first, last), by in changes:
        pieces += [text[end:first], by]
        end = last
    return "".join([*pieces, text[end:]])
