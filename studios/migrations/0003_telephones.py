from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("studios", "0002_move")]

    operations = [migrations.RenameField("studio", "telephone", "vendor_telephone")]
