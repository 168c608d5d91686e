/**
 * Well-known domains of mail providers in many countries. This list was written independently of the lists that the
 * program uses, so that it reveals their gaps.
 */
export const knownProviders: Readonly<Record<string, readonly string[]>> = {
  'used everywhere': split(`
    gmail.com googlemail.com outlook.com hotmail.com live.com msn.com passport.com windowslive.com yahoo.com
    ymail.com rocketmail.com icloud.com me.com mac.com aol.com aim.com mail.com email.com usa.com protonmail.com
    proton.me pm.me protonmail.ch tutanota.com tutanota.de tuta.com tuta.io tutamail.com keemail.me zoho.com
    zohomail.com fastmail.com fastmail.fm hushmail.com hush.com lycos.com inbox.com gmx.com gmx.us caramail.com
    excite.com juno.com netzero.net hey.com runbox.com mailfence.com startmail.com posteo.net disroot.org riseup.net
    countermail.com ctemplar.com mailbox.org kolabnow.com skiff.com cock.li lavabit.com engineer.com consultant.com
    post.com europe.com asia.com dr.com myself.com techie.com`),
  'one brand in many countries': split(`
    hotmail.co.uk hotmail.de hotmail.fr hotmail.it hotmail.es hotmail.nl hotmail.be hotmail.com.br hotmail.com.tr
    hotmail.com.ar hotmail.com.mx hotmail.com.au hotmail.co.jp hotmail.co.th hotmail.se hotmail.dk hotmail.no
    hotmail.fi hotmail.ch hotmail.gr hotmail.ca hotmail.cl hotmail.co.nz hotmail.com.hk hotmail.sg hotmail.my
    hotmail.hu hotmail.cz hotmail.rs hotmail.lt hotmail.lv hotmail.sk hotmail.co.id hotmail.co.il hotmail.co.za
    hotmail.ph hotmail.com.vn live.co.uk live.de live.fr live.it live.nl live.be live.com.au live.com.mx live.com.ar
    live.com.pt live.com.sg live.com.my live.ca live.cl live.cn live.dk live.se live.no live.fi live.ie live.in
    live.jp live.co.kr live.co.za live.ru live.hk live.at live.com.ph livemail.tw outlook.de outlook.fr outlook.it
    outlook.es outlook.com.br outlook.com.ar outlook.com.tr outlook.com.au outlook.at outlook.be outlook.cl
    outlook.cz outlook.dk outlook.hu outlook.ie outlook.in outlook.jp outlook.kr outlook.lv outlook.my outlook.ph
    outlook.pt outlook.sa outlook.sg outlook.sk outlook.co.id outlook.co.il outlook.co.th outlook.com.gr
    outlook.com.vn yahoo.co.uk yahoo.de yahoo.fr yahoo.it yahoo.es yahoo.com.br yahoo.com.ar yahoo.com.mx
    yahoo.com.au yahoo.com.tr yahoo.ca yahoo.cl yahoo.co.id yahoo.co.in yahoo.co.jp yahoo.co.kr yahoo.co.nz
    yahoo.co.th yahoo.co.za yahoo.com.cn yahoo.com.co yahoo.com.hk yahoo.com.my yahoo.com.pe yahoo.com.ph
    yahoo.com.sg yahoo.com.tw yahoo.com.ve yahoo.com.vn yahoo.cz yahoo.dk yahoo.fi yahoo.gr yahoo.hu yahoo.ie
    yahoo.in yahoo.nl yahoo.no yahoo.pl yahoo.ro yahoo.se yahoo.at yahoo.be yahoo.cn yahoo.ne.jp gmx.de gmx.net
    gmx.at gmx.ch gmx.li gmx.co.uk gmx.fr gmx.es gmx.eu gmx.biz gmx.info gmx.org gmx.ca gmx.cn gmx.in gmx.it gmx.pt
    gmx.ru gmx.se gmx.sg gmx.tw gmx.hk gmx.ie gmx.lu gmx.ph gmx.tm gmx.topmail.de aol.de aol.fr aol.co.uk aol.it
    aol.es aol.nl aol.se aol.com.br aol.com.au aol.jp`),
  'Germany, Austria, Switzerland': split(`
    web.de email.de t-online.de freenet.de posteo.de arcor.de mail.de vodafone.de vodafonemail.de kabelmail.de
    online.de 1und1.de alice.de alice-dsl.net o2online.de o2mail.de netcologne.de ewetel.net ewe.net unitybox.de
    unity-mail.de magenta.de firemail.de lycos.de tiscali.de freemail.de mailbox.de kabelbw.de versanet.de
    htp-tel.de osnanet.de swbmail.de m-net.de mnet-mail.de mnet-online.de a1.net aon.at chello.at inode.at kabsi.at
    liwest.at utanet.at drei.at sms.at tele2.at bluewin.ch sunrise.ch hispeed.ch swissonline.ch vtxmail.ch
    netplus.ch quickline.ch green.ch`),
  'the Netherlands, Belgium, Luxembourg': split(`
    ziggo.nl kpnmail.nl kpnplanet.nl planet.nl hetnet.nl home.nl xs4all.nl casema.nl chello.nl upcmail.nl
    quicknet.nl tele2.nl zonnet.nl online.nl telfort.nl caiway.nl caiway.net delta.nl zeelandnet.nl telenet.be
    skynet.be proximus.be scarlet.be pandora.be belgacom.net voo.be brutele.be tvcablenet.be pt.lu internet.lu vo.lu`),
  France: split(`
    orange.fr wanadoo.fr free.fr sfr.fr laposte.net bbox.fr neuf.fr cegetel.net numericable.fr numericable.com
    club-internet.fr voila.fr aliceadsl.fr noos.fr tele2.fr libertysurf.fr nordnet.fr 9online.fr dartybox.com`),
  'the United Kingdom, Ireland': split(`
    btinternet.com btopenworld.com sky.com virginmedia.com ntlworld.com blueyonder.co.uk talktalk.net tiscali.co.uk
    plusnet.com plus.com plus.net o2.co.uk orange.net freeserve.co.uk fsmail.net wanadoo.co.uk virgin.net tesco.net
    talk21.com supanet.com zen.co.uk lineone.net eircom.net indigo.ie iol.ie`),
  Italy: split(`
    libero.it tiscali.it virgilio.it alice.it tin.it fastwebnet.it tim.it inwind.it iol.it email.it teletu.it
    poste.it aruba.it pec.it vodafone.it interfree.it`),
  'Spain, Portugal': split(`
    telefonica.net terra.es ono.com movistar.es wanadoo.es jazztel.es euskaltel.net orange.es sapo.pt netcabo.pt
    clix.pt iol.pt mail.telepac.pt zonmail.pt vodafone.pt meo.pt portugalmail.pt`),
  'the Nordic countries': split(`
    telia.com telia.se comhem.se bredband.net bredband2.com tele2.se spray.se home.se glocalnet.net swipnet.se
    passagen.se bahnhof.se online.no broadpark.no start.no frisurf.no getmail.no altibox.no lyse.net telenor.no
    c2i.net tdcadsl.dk mail.dk ofir.dk jubii.dk stofanet.dk youmail.dk webspeed.dk get2net.dk mail.tele.dk
    vip.cybercity.dk kolumbus.fi elisanet.fi saunalahti.fi luukku.com suomi24.fi pp.inet.fi netti.fi dnainternet.net
    simnet.is`),
  'Central and South-Eastern Europe': split(`
    inbox.lv inbox.lt apollo.lv one.lt takas.lt mail.ee hot.ee online.ee neti.ee wp.pl o2.pl onet.pl op.pl
    poczta.onet.pl vp.pl interia.pl interia.eu poczta.fm gazeta.pl tlen.pl onet.eu autograf.pl buziaczek.pl go2.pl
    neostrada.pl amorki.pl seznam.cz email.cz post.cz centrum.cz atlas.cz volny.cz azet.sk centrum.sk zoznam.sk
    post.sk pobox.sk szm.sk freemail.hu citromail.hu t-online.hu indamail.hu vipmail.hu upcmail.hu digikabel.hu
    chello.hu abv.bg mail.bg dir.bg gbg.bg clicknet.ro rdslink.ro home.ro personal.ro net.hr inet.hr optinet.hr
    siol.net t-2.net amis.net eunet.rs ptt.rs sbb.rs bih.net.ba otenet.gr forthnet.gr hol.gr in.gr cytanet.com.cy`),
  'Russia and its neighbours': split(`
    mail.ru bk.ru list.ru inbox.ru internet.ru yandex.ru yandex.com ya.ru yandex.ua yandex.by yandex.kz rambler.ru
    lenta.ru autorambler.ru myrambler.ru ro.ru pochta.ru qip.ru ukr.net i.ua meta.ua bigmir.net email.ua online.ua
    tut.by mail.kz`),
  'Turkey, Israel, the Emirates': split(`
    mynet.com ttnet.net.tr superonline.com ttmail.com turk.net e-kolay.net walla.co.il walla.com netvision.net.il
    bezeqint.net zahav.net.il 012.net.il 013.net maktoob.com emirates.net.ae eim.ae etisalat.ae`),
  'East Asia': split(`
    qq.com 163.com 126.com yeah.net sina.com sina.cn sohu.com foxmail.com 139.com 189.cn 21cn.com tom.com wo.cn
    aliyun.com 188.com vip.163.com vip.qq.com hinet.net pchome.com.tw seed.net.tw netvigator.com naver.com
    hanmail.net daum.net nate.com kakao.com korea.com hanmir.com empas.com dreamwiz.com docomo.ne.jp ezweb.ne.jp
    softbank.ne.jp i.softbank.jp au.com nifty.com biglobe.ne.jp ocn.ne.jp so-net.ne.jp dion.ne.jp plala.or.jp
    excite.co.jp infoseek.jp goo.jp asahi-net.or.jp odn.ne.jp`),
  'South Asia, South-East Asia, Oceania': split(`
    singnet.com.sg starhub.net.sg pacific.net.sg plasa.com telkom.net streamyx.com tm.net.my pldtdsl.net
    rediffmail.com rediff.com indiatimes.com in.com sify.com vsnl.com vsnl.net bsnl.in airtelmail.in dataone.in
    bigpond.com bigpond.net.au optusnet.com.au iinet.net.au tpg.com.au internode.on.net westnet.com.au dodo.com.au
    ozemail.com.au aapt.net.au netspace.net.au xtra.co.nz slingshot.co.nz paradise.net.nz clear.net.nz ihug.co.nz
    orcon.net.nz`),
  'the Americas': split(`
    comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net mindspring.com
    optonline.net optimum.net frontier.com frontiernet.net centurylink.net embarqmail.com windstream.net
    roadrunner.com twc.com suddenlink.net rcn.com prodigy.net peoplepc.com netscape.net pacbell.net ameritech.net
    swbell.net snet.net q.com hughes.net cableone.net mchsi.com tds.net wowway.com zoominternet.net bell.net
    sympatico.ca rogers.com shaw.ca telus.net videotron.ca cogeco.ca eastlink.ca sasktel.net mts.net nb.sympatico.ca
    ns.sympatico.ca uol.com.br bol.com.br terra.com.br ig.com.br globo.com globomail.com r7.com zipmail.com.br
    oi.com.br pop.com.br veloxmail.com.br superig.com.br itelefonica.com.br prodigy.net.mx infinitummail.com
    terra.com.mx fibertel.com.ar arnet.com.ar ciudad.com.ar speedy.com.ar uolsinectis.com.ar telecentro.com.ar
    sion.com vtr.net entelchile.net terra.cl adinet.com.uy cantv.net une.net.co etb.net.co speedy.com.pe
    terra.com.pe racsa.co.cr`),
  Africa: split(`
    telkomsa.net mweb.co.za webmail.co.za vodamail.co.za iafrica.com absamail.co.za lantic.net menara.ma topnet.tn
    planet.tn`),
  'small countries and islands': split(`
    online.tm sanet.ge mol.mn laotel.com wow.lk vianet.com.np druknet.bt bol-online.com dhakacom.com paknet.com.pk
    gerrys.net wol.net.pk multi.net.pk batelco.jo index.com.jo ncc.moc.kw sahara.com.sa yemen.net.ye tarassul.sy
    uruklink.net menanet.net soficom.com.eg ids.com.eg gega.net starcom.co.ug rwanda1.com malawi.net sdnp.org.mw
    tropical.co.mz tvcabo.co.mz mweb.co.na africaonline.com.na mopipi.co.bw ecoweb.co.zw leo.co.ls realnet.co.sz
    swazi.net servihoo.com dts.mg simicro.mg blueline.mg inet.ga afnet.net ghana.com nigtel.com cyberspace.net.ng
    metissacana.sn fasonet.bf intnet.bj firstnet.bj ids.tg intnet.ne gamtel.gm qanet.gm sierratel.sl cvtelecom.cv
    islandia.is mypic.ad gibnynex.gi spidernet.net albaniaonline.net spinter.net kujtesa.com ipko.org mdl.net dnt.md
    anguillanet.com candw.ag cwdom.dm opus.co.tt trinidad.net guyana.net.gy networksgy.com sr.net parbo.net
    cq-link.sr bahamas.net.bs kasnet.com infochan.com haitelonline.com hainet.net acn2.net btl.net hondudata.com
    telesal.net intelnett.com cablenet.com.ni tmx.com.ni ice.co.cr pty.com centennialpr.net caribe.net
    infomed.sld.cu zuper.net ecuanex.net.ec pla.net.py telesurf.com.py quanta.com.py cmm.com.py infonet.com.py
    highway.com.py uyweb.com.uy kidanet.net.fj unwired.com.fj daltron.com.pg global.net.pg online.net.pg
    datec.net.pg solomon.com.sb vanuatu.com.vu samoa.ws lesamoa.net ipasifika.net kalianet.to guam.net netpci.com
    ite.net saipan.com palaunet.com macau.net ctm.net timornet.tl mail.tj mail.kg mail.md mail.az mail.mn
    sltnet.lk dhivehinet.net.mv agni.com cyber.net.pk brain.net.pk omantel.net.om qatar.net.qa kems.net
    nesma.net.sa y.net.ye idm.net.lb cyberia.net.lb terra.net.lb inco.com.lb mail.sy tedata.net.eg hexabyte.tn
    ethionet.et wananchi.com raha.com zamnet.zm tdm.co.mz iway.na botsnet.bw yoafrica.com zol.co.zw intnet.mu
    orange.mu moov.mg camnet.cm aviso.ci ighmail.com orange.sn sentoo.sn andorra.ad monaco.mc maltanet.net onvol.net
    go.net.mt t-com.me t-home.mk candw.lc caribsurf.com sunbeach.net tstt.net.tt wow.net batelnet.bs
    coralwave.com cwjamaica.com hondutel.hn integra.com.sv navegante.com.sv ibw.com.ni amnet.co.cr cwpanama.net
    cableonda.net codetel.net.do prtc.net nauta.cu entelnet.bo satnet.net andinanet.net rieder.net.py netgate.com.uy
    vera.com.uy lagoon.nc mail.pf brunet.bn simpur.net.bn`),
  'addresses that forward, or vanish': split(`
    simplelogin.com simplelogin.co slmail.me aleeas.com 8alias.com 8shield.net duck.com mozmail.com
    relay.firefox.com privaterelay.appleid.com anonaddy.com anonaddy.me addy.io passmail.net passinbox.com
    passfwd.com erine.email 33mail.com spamgourmet.com opayq.com pobox.com forwardemail.net bigfoot.com iname.com
    mailinator.com guerrillamail.com yopmail.com trashmail.com 10minutemail.com temp-mail.org sharklasers.com
    maildrop.cc getnada.com dispostable.com spamex.com
    4wrd.cc abinemail.com burnermailbox.com cloaked.id mailer.me mailwip.com mycloaked.com mydisposable.email
    onionmail.org`),
};

function split(domains: string): readonly string[] {
  return domains.trim().split(/\s+/);
}
