"""The elements and attributes of MathML, in the notation of `vocabulary.py`. From https://www.w3.org/TR/mathml-core/."""

#: Attributes of every MathML element.
GLOBAL = (
    "autofocus:flag class dir displaystyle:bool id lang mathbackground mathcolor mathsize mathvariant"
    " scriptlevel:number tabindex:number"
)

_OPERATOR = (
    "accent:bool fence:bool form largeop:bool lspace maxsize minsize movablelimits:bool rspace separator:bool"
    " stretchy:bool symmetric:bool"
)

MATHML_ELEMENTS = f"""
annotation encoding = The meaning of a formula, as text.
annotation-xml encoding = The meaning of a formula, as markup.
maction actiontype selection:number = A part that reacts to the user.
math alttext display = A formula.
merror = A mistake in a formula.
mfrac linethickness:number = A fraction.
mi = A name: of a variable, a function, a constant.
mmultiscripts = Scripts before and behind a base.
mn = A number.
mo {_OPERATOR} = An operator, a fence or a separator.
mover accent:bool = A base with something over it.
mpadded depth height lspace voffset width = A part with space around it.
mphantom = A part that takes its space and is not shown.
mprescripts = Begins the scripts that stand before a base.
mroot = A root with an index.
mrow = Parts that belong together.
ms = Text in quotes.
mspace depth height width = Space.
msqrt = A square root.
mstyle = Parts with a style of their own.
msub = A base with something below right.
msubsup = A base with something below and above right.
msup = A base with something above right.
mtable = A table or matrix.
mtd columnspan:number rowspan:number = A cell.
mtext = Text in a formula.
mtr = A row.
munder accentunder:bool = A base with something under it.
munderover accent:bool accentunder:bool = A base with something under and something over it.
semantics = A formula with what it means.
"""
