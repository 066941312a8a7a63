"""A studio's logo as this site drew it. It is in the database, because several machines share nothing else."""

from django.db import models
from django.urls import reverse

from studios.models.palette import version_of
from studios.models.studio import Studio

WIDEST, HIGHEST = 480, 160  # pixels: three times what is shown, for dense screens


class LogoManager(models.Manager["Logo"]):
    def get_queryset(self) -> "models.QuerySet[Logo]":
        """Pages only need the address and the size; the picture is read where it is served."""
        return super().get_queryset().defer("png")

    def put(self, studio: Studio, png: bytes, *, width: int, height: int) -> None:
        """Replaces the studio's logo. `png` is a picture of ours, never what somebody uploaded."""
        facts = {"png": png, "width": width, "height": height, "version": version_of(png.hex())}
        self.update_or_create(studio=studio, defaults=facts)

    def remove(self, studio: Studio) -> None:
        self.filter(studio=studio).delete()


class Logo(models.Model):
    studio = models.OneToOneField(Studio, on_delete=models.CASCADE, related_name="logo")
    png = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    version = models.CharField(max_length=20)

    objects = LogoManager()

    class Meta:
        base_manager_name = "objects"  # `studio.logo` leaves the picture where it is, too

    def __str__(self) -> str:
        return f"logo of studio {self.studio_id}"

    def get_absolute_url(self) -> str:
        """Good for ever: another picture has another address."""
        return f"{reverse('booking:logo', args=[self.studio.slug])}?v={self.version}"
