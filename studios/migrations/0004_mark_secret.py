import studios.encrypted_field
from django.conf import settings
from django.db import migrations, models


def keep_what_marks_were_made_with(apps, schema_editor):
    """So far marks were made with the encryption keys themselves. Nothing can make them anew, so the keys that they may
    have been made with become secrets of marks: the oldest first, since the newest row is the one that makes marks.
    """
    marked = (apps.get_model("studios", "Tombstone"), apps.get_model("studios", "CalendarFeed"))
    if not any(model.objects.exists() for model in marked):
        return
    secrets = apps.get_model("studios", "MarkSecret").objects
    for key in reversed(settings.FIELD_ENCRYPTION_KEYS):
        secrets.create(secret=f"fingerprint:{key}")


class Migration(migrations.Migration):

    dependencies = [
        ('studios', '0003_telephones'),
    ]

    operations = [
        migrations.CreateModel(
            name='MarkSecret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret', studios.encrypted_field.EncryptedTextField()),
            ],
        ),
        migrations.RunPython(keep_what_marks_were_made_with, migrations.RunPython.noop),
    ]
