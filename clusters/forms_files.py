"""Reading uploads: every file is checked, and the first one that may not stay is named."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.models import Attachment, AttachmentKind, Cluster, Plot
from clusters.uploads import Prepared, prepare_document, prepare_photo
from portal.common.forms import DateField, TextField

PICTURES = ".jpg,.jpeg,.png,.webp"


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files as a list."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, Sequence) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given or [None]]


class UploadForm(forms.Form):
    """What the forms of photos and documents share; ``owner`` is the plot or the cluster."""

    prepare: Callable[[Any], Prepared]

    def __init__(self, owner: Plot | Cluster, request: Any = None) -> None:
        self.owner = owner
        if request is None:
            super().__init__()
        else:
            super().__init__(request.POST, request.FILES)

    def clean_files(self) -> list[Prepared]:
        prepared = [type(self).prepare(upload) for upload in self.cleaned_data["files"]]
        present = Attachment.objects.of(self.owner)
        seen = dict(present.values_list("sha256", "name"))
        for one in prepared:
            if one.sha256 in seen:
                raise ValidationError(
                    _("“%(name)s” is already here, as “%(other)s”."),
                    code="twice",
                    params={"name": one.name, "other": seen[one.sha256]},
                )
            seen[one.sha256] = one.name
        most = settings.FILES_LARGEST_MB
        if present.total_bytes() + sum(len(one.content) for one in prepared) > most * 1024 * 1024:
            raise ValidationError(
                _("All files together would be larger than %(most)s MB. Remove some first."),
                code="full",
                params={"most": most},
            )
        return prepared


def _limits() -> str:
    return _("JPEG, PNG or WebP, at most %(most)s MB each. Place and camera are removed.") % {
        "most": settings.FILE_LARGEST_MB
    }


def _document_limits() -> str:
    return _(
        "PDF, JPEG, PNG or WebP, at most %(most)s MB. Only you and the officers see it, until an "
        "officer opens it to the public."
    ) % {"most": settings.FILE_LARGEST_MB}


class PhotoForm(UploadForm):
    """Several photos at once; each can be described on its own later."""

    prepare = staticmethod(prepare_photo)

    files = FilesField(
        label=gettext_lazy("photos"),
        help_text=lazy(_limits, str)(),
        widget=ManyFiles(attrs={"accept": PICTURES}),
    )
    alt = TextField(
        label=gettext_lazy("what the photo shows"),
        max_length=190,
        help_text=gettext_lazy("Read aloud to those who do not see it: “Gate on road 419”."),
    )
    caption = TextField(label=gettext_lazy("caption"), max_length=300, required=False)

    def words_of(self, place: int) -> dict[str, str]:
        """For the photo at ``place``: several with one description are numbered."""
        several = len(self.cleaned_data["files"]) > 1
        alt = self.cleaned_data["alt"]
        return {
            "alt": f"{alt} ({place + 1})" if several else alt,
            "caption": self.cleaned_data["caption"],
        }


class DocumentForm(UploadForm):
    """One document, with its number, date and issuer where it has them."""

    prepare = staticmethod(prepare_document)

    files = FilesField(
        label=gettext_lazy("document"),
        help_text=lazy(_document_limits, str)(),
        widget=forms.ClearableFileInput(attrs={"accept": f".pdf,{PICTURES}"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("kind"),
        choices=[(kind.value, kind.label) for kind in (AttachmentKind.PAPER, AttachmentKind.LEGAL)],
        initial=AttachmentKind.PAPER,
        widget=forms.RadioSelect,
    )
    number = TextField(label=gettext_lazy("document number"), max_length=60, required=False)
    issued_on = DateField(label=gettext_lazy("document date"), required=False)
    issuer = TextField(label=gettext_lazy("issued by"), max_length=200, required=False)

    def clean_issued_on(self) -> Any:
        return _not_later_than_today(self.cleaned_data["issued_on"])

    def words_of(self, place: int) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("number", "issued_on", "issuer")}


class FileWordsForm(forms.Form):
    """What is said about a file that is here already: of a photo other things than of a paper."""

    alt = PhotoForm.base_fields["alt"]
    caption = PhotoForm.base_fields["caption"]
    number = DocumentForm.base_fields["number"]
    issued_on = DocumentForm.base_fields["issued_on"]
    issuer = DocumentForm.base_fields["issuer"]

    def __init__(self, attachment: Attachment, data: Any = None) -> None:
        names = ("alt", "caption") if attachment.is_photo else ("number", "issued_on", "issuer")
        super().__init__(data, initial={name: getattr(attachment, name) for name in names})
        for name in set(self.fields) - set(names):
            del self.fields[name]

    def clean_issued_on(self) -> Any:
        return _not_later_than_today(self.cleaned_data["issued_on"])


def _not_later_than_today(day: Any) -> Any:
    if day and day > timezone.localdate():
        raise ValidationError(_("This day is still to come."), code="future")
    return day
