"""The form for a studio: keys go in and never come out, and what is typed is checked before it is kept."""

import zoneinfo
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studios import connections
from studios.admin import going_live
from studios.admin.settings_form import SettingsForm
from studios.encrypted_field import fingerprints
from studios.models import Studio


class KeyField(forms.CharField):
    """A key to be typed or pasted. The stored one is never in the page, nor is what was typed
    with an error."""

    widget = forms.PasswordInput

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=500, required=False, **options)
        # Password managers would offer the admin's own password.
        self.widget.attrs.update({"autocomplete": "off", "spellcheck": "false", "class": "vTextField"})

    def clean(self, value: Any) -> str:
        """Raises `ValidationError` for what no HTTP header can carry, before it is ever sent."""
        key: str = super().clean(value)
        if not all("!" <= character <= "~" for character in key):
            raise forms.ValidationError(
                _("A key holds no spaces and no special characters. Please copy it again.")
            )
        return key


class StudioForm(SettingsForm):
    """An empty key field keeps the stored key.

    `objection` is what came of asking Magicline about a new one, see `new_keys`. Unless it is final, the desk may save
    all the same. `seen` are the studios that may be named to whoever fills it in.
    """

    objection: ClassVar[str] = ""
    objection_is_final: ClassVar[bool] = False
    seen: ClassVar[QuerySet[Studio]] = Studio.objects.none()

    api_key = KeyField(
        label=gettext_lazy("API key"),
        error_messages={
            "required": gettext_lazy("The studio's API key is needed: every call is made with it.")
        },
    )
    webhook_key = KeyField(label=gettext_lazy("Webhook key"))
    remove_webhook_key = forms.BooleanField(label=gettext_lazy("Remove the webhook key"), required=False)
    forget_pinned_studio = forms.BooleanField(
        label=gettext_lazy("Forget the pinned studio"),
        required=False,
        help_text=gettext_lazy(
            "The first successful check pins the studio's number at Magicline, so that a key of another "
            "studio is noticed. Tick this when another studio is meant now."
        ),
    )
    save_unchecked = forms.BooleanField(
        label=gettext_lazy("Save it unchecked"),
        required=False,
        help_text=gettext_lazy("A key that was typed has to be typed again for that: it is never shown."),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=lambda: [(name, name) for name in sorted(zoneinfo.available_timezones())],
        initial="Europe/Berlin",
        help_text=gettext_lazy("The clock that hangs in the studio. All its times are shown on it."),
    )

    class Meta(SettingsForm.Meta):
        fields = (
            "name", "slug", "base_url", "api_key", "webhook_key",
            "time_zone", "language", "cancel_cutoff_hours", "stage",
            *SettingsForm.Meta.fields,
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("api_key", "webhook_key"):
            self.initial.pop(name, None)
            if name in self.fields:
                stored = ending(getattr(self.instance, name))
                keep = _("Leave this empty to keep it.")
                # The admin takes help texts for HTML, and a key may end in anything.
                self.fields[name].help_text = format_html("{} {}", stored, keep) if stored else ""
        if "api_key" in self.fields:
            self.fields["api_key"].required = not self.instance.api_key

    def clean_base_url(self) -> str:
        url: str = self.cleaned_data["base_url"].strip().rstrip("/")
        try:
            connections.check_base_url(url)
        except connections.ForbiddenUpstream as forbidden:
            raise forms.ValidationError(str(forbidden)) from None
        return _one_spelling(url)

    def clean_api_key(self) -> str:
        key: str = self.cleaned_data["api_key"] or self.instance.api_key
        other = Studio.objects.with_api_key(key).exclude(pk=self.instance.pk).first()
        if other:
            named = _("This is already the key of “%(studio)s”. Every studio has a key of its own.")
            unnamed = _("This is already the key of another studio. Every studio has a key of its own.")
            raise forms.ValidationError(named % {"studio": other} if other in self.seen else unnamed)
        return key

    def clean_webhook_key(self) -> str:
        key: str = self.cleaned_data["webhook_key"] or self.instance.webhook_key
        others = Studio.objects.filter(webhook_key_fingerprint__in=fingerprints(key)).exclude(
            pk=self.instance.pk
        )
        other = others.first() if key else None
        if other:
            named = _("This is already the webhook key of “%(studio)s”. Every studio has a key of its own.")
            unnamed = _(
                "This is already the webhook key of another studio. Every studio has a key of its own."
            )
            raise forms.ValidationError(named % {"studio": other} if other in self.seen else unnamed)
        return key

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("remove_webhook_key"):
            if self.data.get(self.add_prefix("webhook_key")):
                self.add_error("webhook_key", _("Either type a new webhook key or remove the old one."))
            cleaned["webhook_key"] = ""
        elif cleaned.get("webhook_key") and cleaned["webhook_key"] == cleaned.get("api_key"):
            self.add_error(
                "webhook_key", _("This is the API key. The webhook key is another one, from the same mail.")
            )
        if self._goes_live(cleaned):
            chain = cleaned.get("base_url") or self.instance.base_url
            obstacle = going_live.obstacle(self.instance, chain=chain)
            if obstacle:
                self.add_error("stage", obstacle)
        if self.objection and (self.objection_is_final or not cleaned.get("save_unchecked")):
            sentences = [_("Nothing was saved."), self.objection]
            if not self.objection_is_final:
                sentences.append(_("If it has to be saved all the same, tick “Save it unchecked”."))
            self.add_error(None, " ".join(sentences))
        return cleaned

    def _goes_live(self, cleaned: dict[str, Any]) -> bool:
        """A new studio, another stage, or another chain, whose pages are others; one that is live already stays so."""
        changed = {"stage", "base_url"} & set(self.changed_data)
        return bool(changed) and cleaned.get("stage") == Studio.Stage.LIVE

    @property
    def changes_the_connection(self) -> bool:
        """Whether what the last check found may no longer be true."""
        return bool({"base_url", "api_key"} & set(self.changed_data))

    @property
    def lifts_the_pin(self) -> bool:
        """Another base URL is another tenant, which numbers its studios anew: a pin means nothing there.

        A new key alone keeps it, since that is when keys get swapped.
        """
        return "base_url" in self.changed_data or bool(self.cleaned_data.get("forget_pinned_studio"))


def _one_spelling(url: str) -> str:
    """`url` with scheme and host in small letters and without https' own port.

    Studios of one base URL are one chain: another spelling would make strangers of its members.
    """
    parts = urlsplit(url)
    host = parts.netloc.lower()
    return parts._replace(
        netloc=host.removesuffix(":443") if parts.scheme == "https" else host, path=parts.path.rstrip("/")
    ).geturl()


def ending(key: str) -> str:
    """Enough of a stored key to recognise it by; empty when there is none.

    A key too short to be one shows nothing: its last characters would be most of it.
    """
    if not key:
        return ""
    if len(key) < 12:
        return _("A key is stored.")
    return _("The stored key ends in …%(end)s.") % {"end": key[-4:]}
