"""What programs are made of: names, texts and values, the awkward ones among them."""

SVG = "http://www.w3.org/2000/svg"
MATHML = "http://www.w3.org/1998/Math/MathML"
XLINK = "http://www.w3.org/1999/xlink"

#: Where there is no innerText and no HTML source.
FOREIGN_NAMESPACES = (SVG, MATHML, "urn:x")
TAGS = ("div", "span", "p", "ul", "li", "b", "i", "section", "pre", "table", "tr", "td", "button", "label", "form")
FOREIGN = ((SVG, "svg"), (SVG, "g"), (SVG, "linearGradient"), (MATHML, "math"), (MATHML, "mi"), ("urn:x", "p:other"))
IDS = ("a", "b", "c", "length", "__proto__", "constructor", 'd"]', "e`${1}", "__domsync_n_5", "#document", "é")
TEXTS = (
    *("", " ", "a", "b", "hello world", "x" * 200, "1 < 2 & 3", "\n", "a\nb", "\n\na\r\nb\rc\n", "\r", "tab\there"),
    *("</script><script>alert(1)</script>", "<!--", "-->", "<img src=x onerror=alert(1)>", "`", "${alert(1)}", "\\"),
    *(
        '");alert(1);("',
        "`;alert(1);`",
        "'",
        "é",
        "日本",
        "😀",
        "👩‍👩‍👧",
        "\u2028\u2029",
        "\x00\x07",
        "\x85\ufeff",
        "\u202eabc",
    ),
    *("__proto__", "constructor", "null", "]]>", "&amp;&lt;", "\\u0041", "\\`${x}"),
)
LINES = tuple(text for text in TEXTS if "\x00" not in text)
ATTRIBUTES = (
    "title",
    "class",
    "lang",
    "data-x",
    "data-some-thing",
    "aria-label",
    "hidden",
    "x-y",
    "role",
    "viewBox",
    "name",
)
STYLES = (
    *(("color", "red"), ("color", "rgb(1, 2, 3)"), ("width", "10px"), ("width", "50%"), ("display", "none")),
    *(
        ("opacity", "0.5"),
        ("margin-top", "1px"),
        ("font-weight", "bold"),
        ("--x", "1"),
        ("--x", "a b"),
        ("z-index", "3"),
    ),
)
CLASSES = ("a", "b", "c-d", "é", "__proto__")
EVENTS = ("click", "input", "keydown", "change", "pointermove", "custom-event")
PLACES = ("beforebegin", "afterbegin", "beforeend", "afterend")
MARKUP = (
    "",
    "text",
    "<b>bold</b> and <i class=x>more</i>",
    "<p>a<br>b</p><!--c-->",
    "<ul><li>1<li>2</ul>",
    "<svg><g/></svg>",
)
