import polib, json, sys
CITIES={'fr':{'London':'Londres'},'nl':{'Belgrade':'Belgrado','Berlin':'Berlijn','Budapest':'Boedapest','London':'Londen','Paris':'Parijs'}}
for lang in ('fr','nl'):
    p=f'booking_site/locale/{lang}/LC_MESSAGES/django.po'; po=polib.pofile(p,wrapwidth=78); d=json.load(open(f'/work/wt/tr/{lang}.json')); left=[]
    po.header=po.header
    for e in po:
        t=d.get(json.dumps([e.msgctxt,e.msgid]))
        if t is None and e.msgid in ("Belgrade","Berlin","Budapest","Dublin","Istanbul","London","Madrid","Paris","Stockholm"):
            t=CITIES[lang].get(e.msgid,e.msgid); d[json.dumps([e.msgctxt,e.msgid])]=t
        if t is None: left.append(e.msgid); continue
        if isinstance(t,list): e.msgstr_plural={0:t[0],1:t[1]}; e.msgstr=''
        else: e.msgstr=t
        e.flags=[f for f in e.flags if f!='fuzzy']
        # newline at both ends as in the source
    print(lang,len(po),'left',left)
    po.metadata.update({'Project-Id-Version':'booking-site'}) if False else None
    po.save(p); json.dump(d,open(f'/work/wt/tr/{lang}.json','w'),ensure_ascii=False,indent=0)
for lang in ('fr','nl'):
    p=f'booking_site/locale/{lang}/LC_MESSAGES/django.po'; po=polib.pofile(p,wrapwidth=78)
    for e in po.obsolete_entries(): po.remove(e)
    for e in po: e.previous_msgid=e.previous_msgid_plural=e.previous_msgctxt=None
    po.save(p); print(lang,len(po))
