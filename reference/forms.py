"""Fields that take a trade or a place as people type them: a code, a name, an old name."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common.forms import TextField
from portal.common.vietnamese import fold
from reference.models import Era, Industry, Place


class Suggesting(forms.TextInput):
    """A text input with suggestions (``<datalist>``), which needs no JavaScript.

    ``suggestions`` is called when the page is rendered and gives (value, label) pairs; fields
    that suggest the same share one list on a page under ``list_id``.
    """

    template_name = "components/_suggesting.html"

    def __init__(self, list_id: str, suggestions: Callable[[], list], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.list_id = list_id
        self.suggestions = suggestions

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, {**(attrs or {}), "list": self.list_id})
        context["list_id"] = self.list_id
        context["suggestions"] = self.suggestions
        return context


def _industries() -> list[tuple[str, str]]:
    return [(str(industry), "") for industry in Industry.objects.choosable()]


def _places() -> list[tuple[str, str]]:
    return [(place.full_name, place.district) for place in Place.objects.current()]


class IndustryField(TextField):
    """``22``, ``2220`` or ``2220 Sản xuất sản phẩm từ plastic``; a full name works as well."""

    default_error_messages = {
        "unknown": _("“%(typed)s” is not a manufacturing trade of the VSIC list. Pick one."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", Suggesting("industries", _industries))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = Industry.objects.filter(pk=value).first()
        return str(value) if isinstance(value, Industry) else value

    def clean(self, value: Any) -> Industry | None:
        typed = super().clean(value)
        if not typed:
            return None
        rows = Industry.objects.choosable()
        words = typed.split()
        found = rows.filter(code=words[0]).first() or _only(rows.filter(name_folded=fold(typed)))
        if found is None:
            raise forms.ValidationError(
                self.error_messages["unknown"], code="unknown", params={"typed": typed}
            )
        return found


class PlaceField(TextField):
    """A commune or ward by its present or its former name. Gives the present unit."""

    default_error_messages = {
        "unknown": _("No commune or ward of Hanoi is called “%(typed)s”. Pick one from the list."),
        "several": _("“%(typed)s” may be: %(names)s. Write one of these."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", Suggesting("places", _places))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = Place.objects.filter(pk=value).first()
        return str(value) if isinstance(value, Place) else value

    def clean(self, value: Any) -> Place | None:
        typed = super().clean(value)
        if not typed:
            return None
        words = fold(typed) or ""
        bare = words.removeprefix("xa ").removeprefix("phuong ").removeprefix("thi tran ")
        named = [f"{kind}{bare}" for kind in ("xa ", "phuong ", "thi tran ")]
        names = [words] if words != bare else named
        places = Place.objects.filter(era=Era.CURRENT, name_folded__in=names)
        places = places or Place.objects.filter(
            predecessors__former__name_folded__in=names,
            predecessors__share__in=("whole", "part (default)"),
        )
        found = list({place.pk: place for place in places}.values())
        if len(found) == 1:
            return found[0]
        code = "several" if found else "unknown"
        raise forms.ValidationError(
            self.error_messages[code],
            code=code,
            params={"typed": typed, "names": ", ".join(p.full_name for p in found[:6])},
        )


def _only(rows: Any) -> Any:
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None
