import polib
H={'fr':('French','Members are spoken to with vous; so is studio staff.'),'nl':('Dutch','Members are spoken to with je; studio staff too, or nobody is.')}
for lang,(name,note) in H.items():
    p=f'booking_site/locale/{lang}/LC_MESSAGES/django.po'; po=polib.pofile(p,wrapwidth=78)
    po.header=f"{name} texts of the booking site. {note}"
    po.metadata_is_fuzzy=False
    po.metadata.update({"Project-Id-Version":"booking-site","PO-Revision-Date":"2026-11-29 15:00+0000","Last-Translator":"Booking site","Language-Team":name,"Language":lang})
    po.save(p)
