"""What a verb raises when a rule says no. Bad input is a form's business; a bug may crash."""


class RuleViolation(Exception):
    """A rule refused a write; nothing was changed. Rendered as 409 by the middleware.

    ``code`` is for programs and tests, ``message`` a (lazily translated) sentence for people.
    """

    def __init__(self, code: str, message: object) -> None:
        super().__init__(code)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return str(self.message)
