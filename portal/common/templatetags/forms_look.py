"""Bootstrap's classes on Django's widgets."""

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def dressed(field: BoundField) -> SafeString:
    """The widget with the class of its kind; groups of boxes carry theirs in the stylesheet."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple | forms.CheckboxInput):
        return field.as_widget()
    look = "form-select" if isinstance(widget, forms.Select) else "form-control"
    return field.as_widget(attrs={"class": look})
