"""The single table of what is refused: names, URLs and CSS.

The server's checks are made from it, and so is the browser's second lock, `client/apply/rules.js`, which
`tools/make_client_rules.py` writes. The server takes only what is allowed here, unless a door such as `unsafe_url()`
vouches for it, which is marked on the wire. The browser refuses what runs code or carries a document without such a
mark, and takes all else.
"""

#: What the names of attributes begin with whose values are code.
CODE_PREFIX = "on"
#: Other attributes that nobody sets, and why.
UNSAFE_ATTRIBUTES = {
    "srcdoc": "its value would be a document; append nodes, or use src",
    "is": "a browser reads it only when it makes the element",
}

_RUNS_CODE = "it can run code or load a document; unsafe_tag() lets it through"
_CHANGES_PAGE = "it changes the page around it; unsafe_tag() lets it through"
_RAW_TEXT = "a browser reads what follows it as raw text, not as elements; unsafe_tag() lets it through"
#: Elements that only `unsafe_tag()` makes, and why.
UNSAFE_TAGS = {
    **dict.fromkeys(("applet", "embed", "fencedframe", "frame", "frameset", "object", "portal", "script"), _RUNS_CODE),
    **dict.fromkeys(("base", "link", "meta"), _CHANGES_PAGE),
    **dict.fromkeys(("noembed", "noframes", "plaintext", "xmp"), _RAW_TEXT),
}
#: Of these, what a page that runs does not make unless it is told that somebody has vouched for it.
CODE_TAGS = ("script",)

#: Attributes that hold one URL, by their local names.
URLS = ("action", "background", "base", "data", "formaction", "href", "poster", "src")
#: Likewise, but the browsers of today follow none of them: only the server looks.
UNFOLLOWED_URLS = ("cite", "classid", "codebase", "icon", "longdesc", "manifest", "profile")
#: Attributes with several URLs: candidates with descriptors, or a list separated by white space.
CANDIDATES = ("srcset", "imagesrcset")
LISTS = ("ping", "attributionsrc")
UNFOLLOWED_LISTS = ("archive",)
#: The attribute by which SVG's animations name the one that they set.
ANIMATED = "attributename"
#: SVG presentation attributes hold CSS values, which may point into the page: `fill="url(#gradient)"`. They load, and
#: never run: the browser's lock leaves them to the policy.
PRESENTATION = (
    *("clip-path", "cursor", "fill", "filter", "marker", "marker-end", "marker-mid", "marker-start", "mask", "stroke"),
)

#: What a URL may begin with, unless it is relative.
SCHEMES = ("http", "https", "mailto", "tel")
#: Where a `data:` image can only be shown, never be opened as a document; and which ones.
IMAGE_PLACES = (
    *(("img", "src"), ("img", "srcset"), ("source", "srcset"), ("input", "src"), ("video", "poster")),
    *(("image", "href"), ("feimage", "href")),
)
IMAGES = ("png", "gif", "jpeg", "webp", "avif")
#: Elements whose `src` may be a `blob:`, which they can only show or play.
BLOB_TAGS = ("img", "video", "audio", "source")

#: Names of SVG and MathML that look like those of custom elements.
NOT_CUSTOM = (
    *("annotation-xml", "color-profile", "font-face", "font-face-format", "font-face-name", "font-face-src"),
    *("font-face-uri", "missing-glyph"),
)

# Regular expressions that JavaScript and Python read alike; case does not count.

#: What no CSS value holds, but for the tokens that `css_url()` makes: it loads something, or ends the declaration.
CSS_REFUSED = r"url\(|src\(|image-set\(|@import|expression|[\\;{}]|\/\*"
CSS_URL = r'url\("([^"\\\n\r\f]*)"\)'
#: What a URL begins with that the browser refuses.
HARMFUL = rf"(?:javascript:|blob:|data:(?!image\/(?:{'|'.join(IMAGES)})[;,]))"
#: What stands before a URL in a list.
BEFORE_ANOTHER = r"(?:[\s\S]*[\0- ,])?"
#: What stands before the URL in the `content` of a `meta` that leads to another page: a time, and one of several signs.
BEFORE_REFRESH = r"[\0- ]*[0-9.][\s\S]*"
#: What an animation may not set.
ANIMATED_REFUSED = (
    rf"(?:[\s\S]*[:\0- ])?(?:{CODE_PREFIX}"
    rf"|(?:{'|'.join((*UNSAFE_ATTRIBUTES, 'style', *URLS, *CANDIDATES, *LISTS))})[\0- ]*$)"
)


def refused_by_browsers() -> str:
    r"""Return the regular expression of the browser's lock.

    It is for `"tag name\nvalue"`, with local names, and is to be asked twice: about the value as it is, and without the
    tabs and line breaks that a browser passes over in a URL.
    """
    # Styles are no attributes on the wire.
    names = rf"{CODE_PREFIX}|(?:{'|'.join((*UNSAFE_ATTRIBUTES, 'style'))})\n"
    # What a custom element has in an attribute is its own affair. Of the others with a hyphen, one can be a link.
    tags = "(?:[^ -]+|annotation-xml)"
    one = rf"(?:{'|'.join(URLS)})\n[\0- ]*"
    several = rf"(?:{'|'.join((*CANDIDATES, *LISTS))})\n{BEFORE_ANOTHER}"
    blobs = rf"(?!(?:{'|'.join(BLOB_TAGS)}) src\n[\0- ]*blob:)"
    urls = rf"{blobs}(?:{tags} (?:{one}|{several})|meta content\n{BEFORE_REFRESH}){HARMFUL}"
    return rf"^(?:\S+ (?:{names})|{tags} {ANIMATED}\n{ANIMATED_REFUSED}|{urls})"
