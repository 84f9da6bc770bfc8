"""The single table of refused names, URLs and CSS.

The server's checks are made from it, and so is the browser's second check, `client/apply/rules.js`, which
`tools/make_client_rules.py` writes. The server accepts only what is allowed here, unless a function such as
`unsafe_url()` vouches for it, which is marked on the wire. The browser refuses values without such a mark that could
run code or contain a document, and accepts all others.
"""

#: The prefix of the names of attributes whose values are code.
CODE_PREFIX = "on"
#: Other attributes that cannot be set, and why.
UNSAFE_ATTRIBUTES = {
    "srcdoc": "its value would be a document; append nodes, or use src",
    "is": "a browser reads it only when it makes the element",
}

_RUNS_CODE = "it can run code or load a document; unsafe_tag() lets it through"
_CHANGES_PAGE = "it changes the page around it; unsafe_tag() lets it through"
_RAW_TEXT = "a browser reads what follows it as raw text, not as elements; unsafe_tag() lets it through"
#: Elements that need `unsafe_tag()`, and why.
UNSAFE_TAGS = {
    **dict.fromkeys(("applet", "embed", "fencedframe", "frame", "frameset", "object", "portal", "script"), _RUNS_CODE),
    **dict.fromkeys(("base", "link", "meta"), _CHANGES_PAGE),
    **dict.fromkeys(("noembed", "noframes", "plaintext", "xmp"), _RAW_TEXT),
}
#: Of these, the elements that the client creates only if they are marked as vouched for.
CODE_TAGS = ("script",)

#: Attributes that contain one URL, by their local names.
URLS = ("action", "background", "base", "data", "formaction", "href", "poster", "src")
#: Likewise, but today's browsers follow none of them: only the server checks them.
UNFOLLOWED_URLS = ("cite", "classid", "codebase", "icon", "longdesc", "manifest", "profile")
#: Attributes with several URLs: candidates with descriptors, or a list separated by white space.
CANDIDATES = ("srcset", "imagesrcset")
LISTS = ("ping", "attributionsrc")
UNFOLLOWED_LISTS = ("archive",)
#: The attribute in which SVG animations name the attribute that they set.
ANIMATED = "attributename"
#: SVG presentation attributes contain CSS values, which may refer to the page: `fill="url(#gradient)"`. They can load
#: something, but not run code: the client leaves them to the Content Security Policy.
PRESENTATION = (
    *("clip-path", "cursor", "fill", "filter", "marker", "marker-end", "marker-mid", "marker-start", "mask", "stroke"),
)

#: The schemes that a URL may have, unless it is relative.
SCHEMES = ("http", "https", "mailto", "tel")
#: The places where a `data:` image can only be shown, never opened as a document.
IMAGE_PLACES = (
    *(("img", "src"), ("img", "srcset"), ("source", "srcset"), ("input", "src"), ("video", "poster")),
    *(("image", "href"), ("feimage", "href")),
)
IMAGES = ("png", "gif", "jpeg", "webp", "avif")
#: Elements whose `src` may be a `blob:` URL, because they can only show or play it.
BLOB_TAGS = ("img", "video", "audio", "source")

#: Names of SVG and MathML elements that look like those of custom elements.
NOT_CUSTOM = (
    *("annotation-xml", "color-profile", "font-face", "font-face-format", "font-face-name", "font-face-src"),
    *("font-face-uri", "missing-glyph"),
)

# Regular expressions for both JavaScript and Python; they ignore case.

#: What a CSS value may not contain outside of the tokens that `css_url()` makes: it loads something, or ends the
#: declaration.
CSS_REFUSED = r"url\(|src\(|image-set\(|@import|expression|[\\;{}]|\/\*"
CSS_URL = r'url\("([^"\\\n\r\f]*)"\)'
#: The beginning of a URL that the browser refuses.
HARMFUL = rf"(?:javascript:|blob:|data:(?!image\/(?:{'|'.join(IMAGES)})[;,]))"
#: The text before a URL in a list.
BEFORE_ANOTHER = r"(?:[\s\S]*[\0- ,])?"
#: The text before the URL in the `content` of a `meta` that redirects: a time, and one of several separators.
BEFORE_REFRESH = r"[\0- ]*[0-9.][\s\S]*"
#: The attributes that an animation may not set.
ANIMATED_REFUSED = (
    rf"(?:[\s\S]*[:\0- ])?(?:{CODE_PREFIX}"
    rf"|(?:{'|'.join((*UNSAFE_ATTRIBUTES, 'style', *URLS, *CANDIDATES, *LISTS))})[\0- ]*$)"
)


def refused_by_browsers() -> str:
    r"""Return the regular expression of the browser's check.

    It is for `"tag name\nvalue"`, with local names, and has to be matched twice: with the value as it is, and without
    the tabs and line breaks, which browsers ignore in a URL.
    """
    # On the wire, styles are not attributes.
    names = rf"{CODE_PREFIX}|(?:{'|'.join((*UNSAFE_ATTRIBUTES, 'style'))})\n"
    # The attributes of custom elements are their own affair. Of other elements with a hyphen, one can be a link.
    tags = "(?:[^ -]+|annotation-xml)"
    one = rf"(?:{'|'.join(URLS)})\n[\0- ]*"
    several = rf"(?:{'|'.join((*CANDIDATES, *LISTS))})\n{BEFORE_ANOTHER}"
    blobs = rf"(?!(?:{'|'.join(BLOB_TAGS)}) src\n[\0- ]*blob:)"
    urls = rf"{blobs}(?:{tags} (?:{one}|{several})|meta content\n{BEFORE_REFRESH}){HARMFUL}"
    return rf"^(?:\S+ (?:{names})|{tags} {ANIMATED}\n{ANIMATED_REFUSED}|{urls})"
