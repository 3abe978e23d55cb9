"""What LaTeX's commands print, and which of them print nothing."""

import unicodedata

SYMBOLS: dict[str, str] = {
    r"\%": "%", r"\&": "&", r"\#": "#", r"\_": "_", r"\$": "$", r"\{": "{", r"\}": "}", r"\ ": " ", r"\,": " ", r"\;": " ",
    r"\:": " ", r"\!": "", r"\/": "", r"\-": "", r"\@": "", r"\quad": " ", r"\qquad": " ", r"\enspace": " ", r"\thinspace": " ",
    r"\space": " ", r"\newline": " ", r"\linebreak": " ", r"\\": " ", r"\\*": " ", r"\tabularnewline": " ", r"\break": " ",
    r"\pm": "±", r"\mp": "∓", r"\times": "×", r"\cdot": "·", r"\ast": "*", r"\star": "⋆", r"\sim": "~", r"\approx": "≈",
    r"\simeq": "≃", r"\leq": "≤", r"\le": "≤", r"\leqslant": "≤", r"\geq": "≥", r"\ge": "≥", r"\geqslant": "≥", r"\lt": "<",
    r"\gt": ">", r"\neq": "≠", r"\ne": "≠", r"\uparrow": "↑", r"\downarrow": "↓", r"\Uparrow": "⇑", r"\Downarrow": "⇓",
    r"\rightarrow": "→", r"\to": "→", r"\leftarrow": "←", r"\Rightarrow": "⇒", r"\longrightarrow": "→",
    r"\leftrightarrow": "↔", r"\nearrow": "↗", r"\searrow": "↘",
    r"\dagger": "†", r"\dag": "†", r"\textdagger": "†", r"\ddagger": "‡", r"\ddag": "‡", r"\S": "§", r"\P": "¶",
    r"\infty": "∞", r"\degree": "°", r"\circ": "°", r"\bullet": "•", r"\textbullet": "•", r"\triangle": "△", r"\Delta": "Δ",
    r"\checkmark": "✓", r"\cmark": "✓", r"\tick": "✓", r"\xmark": "✗", r"\crossmark": "✗", r"\ldots": "...", r"\dots": "...",
    r"\cdots": "...", r"\textasciitilde": "~", r"\textasciicircum": "^", r"\textbackslash": "\\", r"\textbar": "|",
    r"\textunderscore": "_", r"\textendash": "–", r"\textemdash": "—", r"\ss": "ß", r"\o": "ø", r"\O": "Ø", r"\ae": "æ",
    r"\AE": "Æ", r"\oe": "œ", r"\l": "ł", r"\L": "Ł", r"\aa": "å", r"\AA": "Å", r"\i": "i", r"\j": "j", r"\euro": "€",
    r"\texteuro": "€", r"\pounds": "£", r"\copyright": "©", r"\LaTeX": "LaTeX", r"\TeX": "TeX", r"\textmu": "µ",
    r"\textpm": "±", r"\texttimes": "×", r"\textdegree": "°", r"\textasteriskcentered": "*", r"\backslash": "\\",
    r"\mid": "|", r"\vert": "|", r"\lvert": "|", r"\rvert": "|", r"\Vert": "‖", r"\in": "∈", r"\cup": "∪", r"\cap": "∩",
    r"\oplus": "⊕", r"\otimes": "⊗", r"\odot": "⊙", r"\setminus": "∖", r"\emptyset": "∅", r"\varnothing": "∅", r"\ell": "ℓ",
    r"\alpha": "α", r"\beta": "β", r"\gamma": "γ", r"\delta": "δ", r"\epsilon": "ε", r"\varepsilon": "ε", r"\zeta": "ζ",
    r"\eta": "η", r"\theta": "θ", r"\kappa": "κ", r"\lambda": "λ", r"\mu": "μ", r"\nu": "ν", r"\xi": "ξ", r"\pi": "π",
    r"\rho": "ρ", r"\sigma": "σ", r"\tau": "τ", r"\phi": "φ", r"\varphi": "φ", r"\chi": "χ", r"\psi": "ψ", r"\omega": "ω",
    r"\Gamma": "Γ", r"\Theta": "Θ", r"\Lambda": "Λ", r"\Sigma": "Σ", r"\Phi": "Φ", r"\Psi": "Ψ", r"\Omega": "Ω", r"\Pi": "Π",
    r"\min": "min", r"\max": "max", r"\log": "log", r"\exp": "exp", r"\prime": "'", r"\percent": "%", r"\slash": "/",
    r"\lbrack": "[", r"\rbrack": "]", r"\langle": "⟨", r"\rangle": "⟩", r"\textless": "<", r"\textgreater": ">",
    r"\textquotesingle": "'", r"\lq": "'", r"\rq": "'", r"\vs": "vs", r"\div": "÷", r"\sum": "Σ", r"\hyp": "-",
}  # fmt: skip
"""What a command without an argument prints."""
SILENT: dict[str, int] = {
    r"\label": 1, r"\vspace": 1, r"\vspace*": 1, r"\hspace": 1, r"\hspace*": 1, r"\rule": 2, r"\color": 1, r"\cellcolor": 1,
    r"\rowcolor": 1, r"\columncolor": 1, r"\footnotemark": 0, r"\footnotesize": 0, r"\vskip": 0, r"\hskip": 0,
    r"\setlength": 2, r"\addtolength": 2, r"\fontsize": 2, r"\linespread": 1, r"\includegraphics": 1, r"\bibliographystyle": 1,
    r"\bibliography": 1, r"\pagestyle": 1, r"\thispagestyle": 1, r"\setcounter": 2, r"\addtocounter": 2, r"\phantom": 1,
    r"\hphantom": 1, r"\vphantom": 1, r"\pagenumbering": 1, r"\usepackage": 1, r"\documentclass": 1, r"\todo": 1, r"\index": 1,
    r"\arraybackslash": 0, r"\hypersetup": 1, r"\captionsetup": 1, r"\extrarowheight": 0, r"\citenum": 1, r"\nocite": 1,
    r"\definecolor": 3, r"\hypertarget": 1, r"\raisebox": 1, r"\adjustbox": 1, r"\markboth": 2, r"\thanks": 1,
    r"\cite": 1, r"\citep": 1, r"\citep*": 1, r"\cite*": 1, r"\citealp": 1, r"\citealt": 1, r"\citeyear": 1, r"\citeyearpar": 1,
    r"\parencite": 1, r"\footcite": 1, r"\onlinecite": 1, r"\cites": 1, r"\autocite": 1, r"\supercite": 1, r"\shortcite": 1,
    r"\citet": 1, r"\citet*": 1, r"\textcite": 1, r"\citeauthor": 1, r"\newcite": 1, r"\tnote": 1, r"\rowcolors": 3,
    r"\rotatebox": 1, r"\resizebox": 2, r"\resizebox*": 2, r"\scalebox": 1, r"\parbox": 1, r"\textcolor": 1, r"\colorbox": 1,
    r"\fcolorbox": 2, r"\href": 1, r"\multicolumn": 2, r"\addlinespace": 0, r"\arrayrulecolor": 1, r"\minipage": 1,
    r"\bibitem": 1, r"\write18": 1, r"\write": 0, r"\immediate": 0, r"\openin": 0, r"\openout": 0, r"\catcode": 0,
    r"\tablefootnote": 1, r"\tablenotemark": 1, r"\dummy": 0, r"\DeclareSIUnit": 2, r"\sisetup": 1,
}  # fmt: skip
"""Commands whose first arguments print nothing; a last argument that prints is not counted."""
BOLD = frozenset(
    r"\textbf \mathbf \bf \bfseries \boldmath \bm \boldsymbol \pmb \best \fat \bold \B \bfseries".split()
)
UNDER = frozenset(r"\underline \uline \ul \uuline \underbar \second".split())
SWITCH = frozenset(r"\bf \bfseries \boldmath \ul \B".split())
"""Commands that hold to the end of their group."""
_ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307", "u": "\u0306",
    "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323", "b": "\u0331",
}  # fmt: skip


def accent(name: str, letter: str) -> str | None:
    """The letter with the accent that a command of this name puts on it; None if it is no accent."""
    mark = _ACCENTS.get(name[1:])
    return unicodedata.normalize("NFC", letter[:1] + mark) + letter[1:] if mark else None
