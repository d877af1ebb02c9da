"""What we say: one plain sentence for each reader of a verdict, as a template and its values.

The template is the English message id with %(name)s; values are plain (datetimes, dates, words). The web translates
and formats; nothing is put together here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence to be translated: `template` is the message id, `values` fill it."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
