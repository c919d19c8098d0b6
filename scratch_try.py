import sys,time,tempfile
from pathlib import Path
from models.keys import new_uid, year_uid
from storage.archive import records, op_exchange
from storage.archive.archive import create_archive
from storage.archive.merging import merge
from storage.archive.records import RecordChange as C
from storage.archive.verify import verify
R=Path('resources').resolve()
t=Path(tempfile.mkdtemp())
def mk(n,div): return create_archive(t/n,division=div,office=n,user=n,resources=R)
a=mk('a','370826111214'); b=mk('b','370826111')
h,m=new_uid(),new_uid()
records.save(a,[C('household',h,{'division':'370826111214','phone':'13800000001'}),C('member',m,{'name':'王五','relation':'01','id_number':'990000197203150174'},h),C('year',year_uid(h,2020),{'year:education:'+m:'01','income:01:':{'amount':100,'counts':True,'note':None}},h)])
def send(x,y,**k):
    return merge(y,op_exchange.ops_after(x,op_exchange.tips(y),''),source='p',office=x.office.name,**k)
r=send(a,b,dry_run=True); print(r.counts,list(r.lines))
r=send(a,b); print(r.counts,r.batch)
print(verify(b)); print(verify(a).digest==verify(b).digest)
records.save(a,[C('household',h,{'phone':'13800000002'})]); records.save(b,[C('household',h,{'phone':'13800000003'})])
r=send(a,b); print(r.counts,list(r.lines)); r=send(b,a); print(r.counts)
print(verify(a).digest==verify(b).digest, verify(a).problems, verify(b).problems)
print(b.connection.execute('select * from conflict').fetchall())
