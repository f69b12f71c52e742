"""JSON-LD in a page: data, which no browser runs and the content policy does not concern."""

import json
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from clusters.models import Cluster, Plot
from opendata import linked

register = template.Library()

# A "<" could end the element; the others are as json_script has them.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def linked_data(data: dict[str, Any]) -> SafeString:
    """Nothing for nothing."""
    if not data:
        return SafeString("")
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


@register.simple_tag
def cluster_linked_data(row: Cluster) -> SafeString:
    return linked_data(linked.cluster(row))


@register.simple_tag
def plot_linked_data(row: Plot) -> SafeString:
    return linked_data(linked.plot(row))
