"""User macros expanded within bounds, and the other files of a source put where they are read in."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from claims.errors import OverLimit
from extractors.readers.latex.tokens import MOST_TOKENS, Token, flat

MOST_EXPANSIONS = 100_000
"""Macros that are expanded in one paper."""
MOST_GROWTH = 600_000
"""Tokens that macros may add."""
Opener = Callable[[str], list[Token] | None]
"""Gives the tokens of a file by the name it is read in with; None where there is none that may be read."""
_DEFINES = frozenset(
    r"\newcommand \newcommand* \renewcommand \renewcommand* \providecommand \providecommand* \DeclareRobustCommand".split()
)
_INPUTS = frozenset(r"\input \include \subfile \subfileinclude \InputIfFileExists".split())
_KEPT = frozenset(
    r"\cite \citep \citet \textbf \textit \emph \caption \label \ref \section \subsection \begin \end \item \hline"
    r" \toprule \midrule \bottomrule \multicolumn \multirow \footnote \thetable \table \tabular \\ \par".split()
)
"""Commands whose meaning here is fixed, whatever a paper redefines."""
_LONG = 60
"""Tokens of a macro's body beyond which it is no mere mark on what it is given."""
_IFS = re.compile(r"\\if[a-zA-Z@]*$")


@dataclass
class Macro:
    """A macro's definition: its arguments and its body."""

    takes: int
    default: list[Token] | None
    body: list[Token]

    def placed(self, used: Token) -> list[Token]:
        """The body with its commands and braces where the macro is used, unless it prints numbers or rows itself."""
        prints = any(
            token.text in ("&", r"\\") or (token.text[0].isdigit() and not self.takes) for token in self.body
        )
        if prints or len(self.body) > _LONG:
            return self.body
        return [
            Token(token.text, used.line, used.file) if token.text[0] in "\\{}" else token
            for token in self.body
        ]


@dataclass
class Expander:
    """Expands a token list; raises OverLimit where that does not end."""

    opened: Opener
    macros: dict[str, Macro] = field(default_factory=dict)
    opens: dict[str, Macro] = field(default_factory=dict)
    """What \\begin of a user's environment stands for."""
    closes: dict[str, Macro] = field(default_factory=dict)
    flags: dict[str, bool] = field(default_factory=dict)
    count: int = 0
    grown: int = 0
    files: int = 0

    def expand(self, run: list[Token]) -> list[Token]:
        """All tokens with the user's macros expanded and files read in."""
        pending, done = run[::-1], list[Token]()
        while pending and len(done) < MOST_TOKENS:
            token = pending.pop()
            name = token.text
            if name[0] != "\\" or len(name) < 2:
                done.append(token)
            elif name in _DEFINES:
                self._define(pending)
            elif name in (r"\def", r"\gdef", r"\edef", r"\xdef"):
                self._def(pending)
            elif name in self.macros and name not in _KEPT:
                self._replace(self.macros[name], pending, token)
            else:
                self._other(token, pending, done)
        return done

    def _other(self, token: Token, pending: list[Token], done: list[Token]) -> None:
        """Commands that steer the reading: files, environments, conditions, operators."""
        name = token.text
        if name in (r"\begin", r"\end"):
            self._user_environment(token, pending, done)
        elif not self._steers(name, pending):
            done.append(token)

    def _steers(self, name: str, pending: list[Token]) -> bool:
        """Obey a command that prints nothing; False if it is none of these."""
        if name in _INPUTS:
            self._input(pending)
        elif name in (r"\import", r"\subimport"):
            folder, file = flat(_argument(pending)), flat(_argument(pending))
            self._open(f"{folder.rstrip('/')}/{file}", pending)
        elif name in (r"\DeclareMathOperator", r"\DeclareMathOperator*"):
            called, body = _argument(pending), _argument(pending)
            self.macros[flat(called)] = Macro(0, None, body)
        elif name in (r"\newenvironment", r"\newenvironment*", r"\renewenvironment"):
            self._environment(pending)
        elif name == r"\let":
            self._let(pending)
        else:
            return self._decides(name, pending)
        return True

    def _decides(self, name: str, pending: list[Token]) -> bool:
        """Obey a command of a condition; False if it is none of these."""
        if name == r"\newif":
            self.flags[flat(_argument(pending))] = False
        elif _IFS.match(name) and name != r"\iff":
            self._condition(name, pending)
        elif name == r"\else":
            _skip_branch(pending, stop_at_else=False)
        elif (flag := _flag(name)) in self.flags:
            self.flags[flag] = name.endswith("true")
        else:
            return name in (r"\fi", r"\xspace")
        return True

    def _define(self, pending: list[Token]) -> None:
        called = flat(_argument(pending)).strip()
        takes, default = _optional(pending), _optional(pending)
        body = _argument(pending)
        if called.startswith("\\"):
            self.macros[called] = Macro(_arguments(takes), default, body)

    def _def(self, pending: list[Token]) -> None:
        if not pending or not pending[-1].text.startswith("\\"):
            return
        called, shape = pending.pop().text, ""
        while pending and pending[-1].text != "{" and len(shape) < 60:
            shape += pending.pop().text
        body = _argument(pending)
        if re.fullmatch(r"\s?(?:#\d)*\s?", shape):
            self.macros[called] = Macro(shape.count("#"), None, body)

    def _let(self, pending: list[Token]) -> None:
        called, same = _argument(pending), _argument(pending)
        if flat(same) == "=":
            same = _argument(pending)
        if flat(same) in self.macros:
            self.macros[flat(called)] = self.macros[flat(same)]
        elif flat(called) not in _KEPT:
            self.macros[flat(called)] = Macro(0, None, same)

    def _environment(self, pending: list[Token]) -> None:
        called = flat(_argument(pending))
        takes, default = _optional(pending), _optional(pending)
        opens, closes = _argument(pending), _argument(pending)
        self.opens[called] = Macro(_arguments(takes), default, opens)
        self.closes[called] = Macro(0, None, closes)

    def _user_environment(self, token: Token, pending: list[Token], done: list[Token]) -> None:
        known = self.opens if token.text == r"\begin" else self.closes
        called = _argument(pending)
        macro = known.get(flat(called))
        names = {token.text for token in macro.body} if macro is not None else set()
        if macro is not None and not {r"\begin", flat(called)} <= names:
            self._replace(macro, pending, token)
        else:
            done += [token, Token("{", token.line, token.file), *called, Token("}", token.line, token.file)]

    def _replace(self, macro: Macro, pending: list[Token], used: Token) -> None:
        """Put what a macro stands for in its place."""
        self.count += 1
        if self.count > MOST_EXPANSIONS or self.grown > MOST_GROWTH:
            raise OverLimit(
                "The macros of the source expand beyond any limit, as no paper's do.", "Name the paper's PDF."
            )
        given: list[list[Token]] = []
        for n in range(macro.takes):
            first = _optional(pending) if n == 0 and macro.default is not None else None
            given.append(
                first or macro.default or [] if n == 0 and macro.default is not None else _argument(pending)
            )
        body = _filled(macro.placed(used), given)
        self.grown += len(body)
        pending.extend(reversed(body))

    def _condition(self, name: str, pending: list[Token]) -> None:
        """Leave out the branch that is not taken; what cannot be decided here is taken."""
        taken = {r"\iffalse": False, r"\iftrue": True}.get(name, self.flags.get(name, True))
        if name in (r"\ifdefined", r"\ifx", r"\ifcase", r"\ifnum", r"\ifdim", r"\ifodd", r"\ifthenelse"):
            taken = name not in (r"\ifx", r"\ifcase")
        if not taken:
            _skip_branch(pending, stop_at_else=True)

    def _input(self, pending: list[Token]) -> None:
        if pending and pending[-1].text not in ("{", " "):
            self._open(pending.pop().text, pending)
        else:
            self._open(flat(_argument(pending)), pending)

    def _open(self, name: str, pending: list[Token]) -> None:
        self.files += 1
        body = self.opened(name) if self.files < 500 else None
        if body is not None:
            pending.extend(reversed(body))


def _argument(pending: list[Token]) -> list[Token]:
    """Take the next argument off a reversed list: a group without its braces, or one token."""
    while pending and pending[-1].text in (" ", "\n\n"):
        pending.pop()
    if not pending or pending[-1].text != "{":
        return [pending.pop()] if pending else []
    pending.pop()
    depth, taken = 1, list[Token]()
    while pending:
        token = pending.pop()
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            break
        taken.append(token)
    return taken


def _optional(pending: list[Token]) -> list[Token] | None:
    """Take a bracketed argument off a reversed list, if one stands there."""
    ahead = next((n for n in range(len(pending) - 1, -1, -1) if pending[n].text not in (" ", "\n\n")), -1)
    if ahead < 0 or pending[ahead].text != "[":
        return None
    depth = 0
    for here in range(ahead - 1, max(-1, ahead - 2000), -1):
        depth += (pending[here].text == "{") - (pending[here].text == "}")
        if pending[here].text == "]" and depth == 0:
            taken = pending[here + 1 : ahead][::-1]
            del pending[here:]
            return taken
    return None


def _arguments(written: list[Token] | None) -> int:
    """How many arguments a definition says that it takes."""
    number = flat(written or [])
    return int(number) if re.fullmatch("[0-9]", number) else 0


def _filled(body: list[Token], given: list[list[Token]]) -> list[Token]:
    """A macro's body with its arguments in place of #1, #2 ..."""
    if not given:
        return body
    filled, skip = list[Token](), False
    for at, token in enumerate(body):
        if skip:
            skip = False
            rest = token.text[1:]
            filled += [Token(rest, token.line, token.file)] if rest else []
        elif token.text == "#" and at + 1 < len(body) and body[at + 1].text[0] in "123456789":
            number = int(body[at + 1].text[0])
            filled += given[number - 1] if number <= len(given) else []
            skip = True
        else:
            filled.append(token)
    return filled


def _skip_branch(pending: list[Token], *, stop_at_else: bool) -> None:
    depth = 0
    while pending:
        name = pending.pop().text
        if _IFS.match(name) and name != r"\iff":
            depth += 1
        elif name == r"\fi":
            if depth == 0:
                return
            depth -= 1
        elif name == r"\else" and depth == 0 and stop_at_else:
            return


def _flag(name: str) -> str:
    return r"\if" + name[1:].removesuffix("true").removesuffix("false")
