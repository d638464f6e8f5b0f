"""What people typed, on a page: the only ways by which it gets into Streamlit's Markdown, and none of it is read there.

Markdown is read in two goes. Signs are read first, and a backslash before one keeps it as it is. In what then stands
there links, emoji, icons and arrows are looked for, and no backslash is seen any more; but nothing is found across the
border of an element, and an empty one is neither seen nor copied. `st.text` and escaped `st.html` need none of this.
"""

from __future__ import annotations

import re
from urllib.parse import quote

_APART = ":small[]"
# what is read first: signs anywhere, and some at the beginning of a line
_NUMBERED = "|".join(rf"(?<=^[0-9]{{{digits}}})[.)]" for digits in range(1, 10))  # with more, it is no list
_SIGNS = re.compile(rf"([\\`*_{{}}\[\]<>|~$&#]|:(?!\s)|^[+=-]|{_NUMBERED})")
# what is looked for afterwards, each cut after its first part: https://, :smile:, :material/home:; www.; a@b; ->; and a
# sign at the beginning, which may be an emoji that a message would take for its own
_LATER = re.compile(
    r":(?=[\w+-]*[:/])|www(?=\.)|@(?=\w)|<(?=-|=)|[>~](?==)|-(?=-|>)|^(?=[^\w\x00-\x7f])", re.IGNORECASE
)


def plain(text: str) -> str:
    """A text that people typed, so that Markdown shows it as it was typed, in one line."""
    one_line = re.sub(r"[ \t\r\n\0]+", " ", text).strip(" ")
    return _kept(_LATER.sub("\\g<0>\0", one_line)).replace("\0", _APART)


def address(email: str) -> str:
    """A mail address to write to; nothing stands in it that is not typed in one, so that it can be copied."""
    return f"[{_kept(email)}](mailto:{quote(email, safe='@')})"


def strong(sentence: str, *words: str) -> str:
    """A sentence with some of its words in bold; the first place of each, also where one of them begins another."""
    left = set(filter(None, words))
    longest_first = "|".join(map(re.escape, sorted(left, key=len, reverse=True)))

    def bold(found: re.Match[str]) -> str:
        if found[0] not in left:
            return found[0]
        left.remove(found[0])
        return f"**{found[0]}**"

    return re.sub(longest_first, bold, sentence) if left else sentence


def _kept(text: str) -> str:
    return _SIGNS.sub(r"\\\1", text)
