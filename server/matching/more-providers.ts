/**
 * Mail providers missing from the lists and rules of server/matching/free-mail.ts: internet providers that give their
 * customers an address, and services that forward mail. Their subdomains are included. Domains used mainly by a company's
 * own staff are left out.
 */
const providersByRegion = {
  'of no country': `
    autistici.org countermail.com ctemplar.com danwin1210.de disroot.org icloud.com.br kolabnow.com librem.one
    livemail.tw mailbox.org murena.io myyahoo.com onmail.com passport.com riseup.net skiff.com soverin.net spikenow.com
    startmail.com swisscows.email systemli.org topmail.de tuta.com vivaldi.net`,
  'hide the address behind them': `
    4wrd.cc 8alias.com 8shield.net abinemail.com acm.org addy.io addymail.com aleeas.com anonaddy.com anonaddy.me
    burnermailbox.com cloaked.id dralias.com erine.email forwardemail.net ieee.org mailer.me mailwip.com mozmail.com
    mycloaked.com mydisposable.email onionmail.org passfwd.com passinbox.com passmail.com passmail.net
    relay.firefox.com silomails.com simplelogin.co simplelogin.fr simplelogin.io slmail.me slmails.com`,
  Germany: `
    1blu.de 1und1.de alice-dsl.de alice.de callisto.de compuserve.de congstar.de debitel.net dokom.net dsl-mail.de
    e-mail.de ewe.net ewetel.de ewetel.net gelsennet.de genion.de germany.net go4more.de hansenet.de htp-tel.de
    inexio.net kabelbw.de klarmobil.de m-net.de magenta.de mail-buero.de mailbox.de mnet-mail.de mnet-online.de
    nefkom.net nexgo.de nord-com.net o2mail.de o2online.de ok.de osnanet.de planet-interkom.de sofort-start.de
    sofortsurf.de surfeu.de swbmail.de talkline.de teleos-web.de unity-mail.de versanet.de versatel.de vodafone.de
    vodafonemail.de willytel.de wtnet.de`,
  'Austria, Switzerland, Liechtenstein': `
    a1.net a1telekom.at adon.li besonet.ch breitband.ch cablecom.ch cablelink.at citycable.ch datacomm.ch drei.at
    econophone.ch eunet.at freesurf.ch ggaweb.ch green.ch greenmail.ch inode.at intergga.ch kabsi.at liwest.at
    magenta.at netplus.ch netway.at quickline.ch quicknet.ch salzburg-online.at sefanet.ch solnet.ch sunrise.ch
    telering.at tmo.at utanet.at vol.at vtxmail.ch vtxnet.ch`,
  'the Netherlands, Belgium, Luxembourg': `
    base.be belgacom.be belgacom.net brutele.be caiway.net caiway.nl compaqnet.nl concepts.nl dds.nl delta.nl
    edpnet.be edpnet.net euronet.nl freedom.nl glasoperator.nl hahah.nl hccnet.nl internet.lu kabelfoon.net
    kabelfoon.nl kidcity.be luxdsl.lu mobistar.be multiweb.nl odido.nl on.nl online.be onsbrabantnet.nl onsmail.nl
    onsnet.nu orange.be orange.nl post.lu proximus.be pt.lu razcall.com razcall.nl scarlet.be snelnet.net
    t-mobilethuis.nl tango.lu tip.nl tiscalimail.nl village.uunet.be vo.lu wxs.nl xmsnet.nl zeggis.com zeggis.nl
    ziggomail.com zinders.nl`,
  'France, Monaco': `
    9business.fr 9online.fr alicepro.fr bbox.fr bouyguestelecom.fr canl.nc cegetel.fr cegetel.net dartybox.com
    estvideo.fr infonie.fr k-net.fr lagoon.nc libello.com libertysurf.fr mediaserv.net mls.nc modulonet.fr monaco.mc
    monaco.net nordnet.com nordnet.fr numericable.com offratel.nc ozone.net red-by-sfr.fr rosace-fibre.fr vialis.net
    wibox.fr zeop.re`,
  'the United Kingdom, Ireland': `
    breathemail.net bulldoghome.com cableinet.co.uk clara.co.uk clara.net cwgsy.net demon.co.uk eclipse.co.uk eir.ie
    eircom.ie esatclear.ie f2s.com gtnet.gi homecall.co.uk imagine.ie indigo.ie iol.ie jerseymail.co.uk karoo.co.uk
    madasafish.com magnet.ie manx.net nildram.co.uk ntlworld.ie onetel.com onetel.net pipex.com plus.net plusnet.com
    screaming.net supanet.com talktalkbusiness.net tinyonline.co.uk tinyworld.co.uk totalise.co.uk toucansurf.com
    ukgateway.net ukonline.co.uk utvinternet.com utvinternet.ie virginmedia.ie which.net zen.co.uk`,
  'Italy, Malta': `
    aruba.it arubapec.it cheapnet.it eolo.it giallo.it gigapec.it go.net.mt iliad.it infostrada.it legalmail.it
    linkem.com maltanet.net melita.com mypec.eu omnitel.it onvol.net postecert.it tiscalinet.it vodafone.it
    waldonet.net.mt wind.it windtre.it`,
  'Spain, Portugal, Andorra': `
    andorra.ad arrakis.es cabovisao.pt clix.pt ctv.es euskalnet.net euskaltel.es euskaltel.net jazzfree.com
    jazztel.es kanguru.pt meo.pt movistar.es mundo-r.com mundor.com netcabo.pt netvisao.pt novis.pt ono.es
    optimus.pt orange.es orangecorreo.es retecal.es sapo.ao sapo.cv sapo.mz telecable.es tmn.pt vodafone.es
    vodafone.pt ya.com zonmail.pt`,
  'the Nordic countries': `
    algonet.se allente.se altibox.no bahnhof.se bahnhofbredband.se bbsyd.dk bkkfiber.no bonetmail.com bornet.net
    bostream.nu bredband2.com brevet.nu brikks.com broadpark.no combitel.no comhem.se cybercity.dk dlgmail.dk
    dnainternet.fi dukamail.dk ebnett.no elisa.fi energimail.dk enivest.net fibermail.dk frisurf.no get2net.dk
    getmail.no glocalnet.net greennet.gl hafnet.dk halebop.se haugnett.no hemmet.se hesbynett.no hive.is image.dk
    inet.fi internet.is isl.is kallnet.fo lidero.net loqal.no lyse.net mmedia.is mvb.net neasonline.no netsonic.fi
    nextgentel.com nic.fi nypost.dk ofir.dk olivant.fo oncable.dk ownit.nu passagen.se phnet.fi pitea.net
    profibermail.dk saunalahti.fi sensewave.com sf-nett.no signal.no simnet.is sonera.fi start.no stofanet.dk
    surffi.net sverige.nu swipnet.se tampereenpuhelin.net tdc.dk tdcadsl.dk tele.dk telenor.no telenor.se telia.dk
    telia.no telia.se tre.se tyfonbredband.se ume.se utfors.se vikenfiber.no vortex.is waoo.dk webspeed.dk welho.com
    wippies.com wippies.fi yousee.dk youseepost.dk`,
  'the Baltic countries': `
    bite.lt centras.lt elisa.ee estpak.ee latnet.lv neti.ee omnitel.net one.lt online.ee parks.lv splius.lt takas.lt
    telia.ee uninet.ee zzz.ee`,
  'Poland, Czechia, Slovakia, Hungary': `
    adres.pl axelero.hu buziaczek.pl czateria.pl datanet.hu digikabel.hu enternet.hu externet.hu fibermail.hu fm.pl
    idea.net.pl inetia.pl int.pl interia.com interware.hu invitel.hu iol.cz klikni.cz konto.pl level.hu lp.pl
    monornet.hu mujmail.cz neostrada.pl netia.net.pl netia.pl netkosice.sk nextra.sk o2.com.pl o2active.cz
    orange.com.pl orange.pl orangemail.sk os.pl poczta.pl pseudonim.pl quick.cz razdva.cz republika.pl slovanet.net
    slovanet.sk spoluzaci.cz stonline.sk szm.sk t-com.sk t-email.hu tenbit.pl toya.net.pl tpnet.pl tvn.hu
    upcpoczta.pl vnet.hu wo.cz worldmail.cz zoznam.sk`,
  'South-Eastern Europe': `
    abcom.al acn.gr albmail.com amis.net beotel.net beotel.rs bih.net.ba blic.net cablenet.com.cy cg.yu clicknet.ro
    cosmotemail.gr cyta.gr cytanet.com.cy digi.ro dir.bg eunet.yu gbg.bg globalnet.hr hellasonline.gr ikomline.net
    in.gr inet.hr iskon.hr logos.cy.net lsinter.net madnet.rs mt.net.mk mtc.md mtel.tel mts.rs nadlanu.com
    neobee.net net.hr nova.gr on.net.mk open.telekom.rs optinet.hr panafonet.gr pathfinder.gr primehome.com ptt.rs
    rdslink.ro rdsmail.ro romtelecom.ro sezampro.rs siol.com siol.net spidernet.com.cy starnet.md t-2.net t-2.si
    t-com.hr t-com.me t-home.mk tel.net.ba telemach.net telemach.si tellas.gr teol.net triera.net unet.com.mk
    verat.net vip.hr vivodi.gr vodafone.gr volja.net xnet.ro yubc.net yunord.net zappmobile.ro`,
  'Russia, Ukraine and their neighbours': `
    arminco.com azeurotel.com belpak.by caucasus.net corbina.ru e1.ru elcat.kg ex.ua fm.com.ua freenet.am gala.net
    i.com.ua internet.ru kiev.ua mtu-net.ru narod.ru netsys.am nursat.kz nursat.net online.kz online.ua open.by
    rambler.ua ukrpost.ua umail.uz voliacable.com xmail.ru`,
  'Turkey, Israel, the Arab world, Iran': `
    012.net.il 013.net 013net.net 014.net.il 017.net.il actcom.co.il awalnet.net.sa barak.net.il batelco.com.bh
    bezeq.com bezeqint.net chmail.ir cyberia.net.lb doruk.net.tr e-kolay.net eim.ae emirates.net.ae etisalat.ae
    fasttelco.com go.com.jo hally.net hotnet.net.il idm.net.lb inco.com.lb inter.net.il internet-zahav.net
    isnet.net.tr ixir.com kablonet.com.tr kablonet.net.tr kems.net link.net mynet.com.tr nana.co.il nesma.net.sa
    netone.com.tr nets.com.jo omantel.net.om omantel.om ooredoo.qa orange.jo palnet.com qatar.net.qa qualitynet.net
    saudi.net.sa scs-net.org smile.net.il smileadsl.com sodetel.net.lb sol.net.sa superonline.com tedata.net.eg
    terra.net.lb ttmail.com ttnet.com.tr ttnet.net.tr turk.net turknet.com y.net.ye zajil.net`,
  'East Asia': `
    263.net 263.net.cn apol.com.tw asahi-net.or.jp au.com bbiq.jp biznetvigator.com chinaren.com chol.com
    chollian.net dreamwiz.com excite.jp freechal.com giga.net.tw goo.jp gunmanet.or.jp hana.or.jp hanafos.com
    hanmir.com hinet.net hitel.net hkbn.net hutchcity.com i-cable.com iij4u.or.jp iijmio-mail.jp infoweb.or.jp
    janis.or.jp kakao.com kcn.jp livedoor.com livedoor.jp macau.ctm.net magicnet.mn mineo.jp mobical.net mopera.net
    nifty.com nownuri.net paran.com pchome.com.tw plala.or.jp public.gz.cn rakumail.jp rakuten.jp seed.net.tw
    so-net.net.tw softbank.jp tcp-ip.or.jp tfn.net.tw unitel.co.kr uqmobile.jp url.com.tw vodafone.jp wind.jp wo.cn
    ybb.jp ymobile.jp`,
  'South and South-East Asia': `
    aamra.com.bd agni.com airtelmail.com airtelmail.in anet.net.th asianet.co.th asianetindia.com asianetonline.net
    bdcom.com bdmail.net biznet.net.id brain.net.pk brunet.bn bsnl.co.in bsnl.in bttb.net.bd camintel.com cbn.net.id
    centrin.net.id citechco.net cscoms.com csloxinfo.com cyber.net.pk cyberway.com.sg dataone.in dhivehinet.net.mv
    dialognet.lk dnet.net.id eastern.com.ph enet.com.np eth.net eureka.lk fast.net.id firstmedia.com
    globelines.com.ph i-next.net indo.net.id inet.co.th jaring.my ji-net.com ksc.net.th ksc.th.com lankacom.net
    link3.net loxinfo.co.th maxis.net.my mos.com.np mozcom.com mtnl.net.in mysingtel.com nayatel.com ndf.vsnl.net.in
    ntc.net.np online.com.kh pacific.net.sg pldt.net pldtdsl.net ptcl.net.pk rad.net.id saigonnet.vn sancharnet.in
    satyam.net.in sifymail.com simpur.net.bn slt.lk sltnet.lk spectranet.in starhub.net.sg streamyx.com time.net.my
    tm.net.my touchtelindia.net true.th truemail.co.th unifi.my vsnl.com vsnl.net wateen.com wlink.com.np
    worldcall.net.pk youtele.com`,
  Oceania: `
    2degrees.nz activ8.net.au actrix.co.nz actrix.gen.nz amnet.net.au arach.net.au aussiebroadband.com.au
    callplus.net.nz chariot.net.au connect.net.fj connectfree.com.au hotkey.net.au ihug.co.nz inspire.net.nz
    is.com.fj kinect.co.nz maxnet.co.nz orcon.net.nz pacific.net.au primusonline.com.au skymesh.com.au snap.net.nz
    spin.net.au three.com.au tpgi.com.au vodafone.co.nz vodafone.com.au vodafone.net.nz`,
  'the United States': `
    alaska.net armstrongmywire.com astound.net bigplanet.com breezeline.net caribsurf.com cebridge.net
    choiceonemail.com cincinnatibell.net cochill.net commspeed.net consolidated.net coqui.net currently.com
    elpasotel.net en-touch.net exede.net fairpoint.net flash.net frontline.net grandecom.net gtcinternet.com gte.net
    hickorytech.net juno.net libertypr.com lightlink.com localnet.com mediacombb.net metrocast.net midco.net
    mtaonline.net nctc.com nctv.com nemont.net nvbell.net paulbunyan.net pldi.net prodigy.com prtc.net prw.net
    rcn.net speakeasy.net spectrum.net texas.net ticon.net tmomail.net toast.net tvscable.com uswest.net viasat.net
    vtext.com vzw.blackberry.net wans.net wavecable.com wmconnect.com wowway.net zianet.com zitomedia.net
    zoomtown.com`,
  Canada: `
    acanac.net aliant.net amtelecom.net bellaliant.com bmts.com cogecoweb.com cooptel.qc.ca distributel.net ebox.ca
    ebox.net execulink.com freedommobile.ca globetrotter.qc.ca hay.net kelcom.net mts.net mymts.net nexicom.net
    northwestel.net novuscom.net oricom.ca primus.ca sasktel.net shawcable.com start.ca tbaytel.net teksavvy.com
    telusplanet.net vianet.ca videotron.com wightman.ca xplornet.ca`,
  'Mexico, Central America, the Caribbean': `
    amnet.co.cr att.net.mx avantel.net batelnet.bs cablecolor.hn cableonda.net cabletica.com cablevision.net.mx
    candw.ky candw.lc carib-link.net claro.net.do codetel.net.do coralwave.com correodecuba.cu cura.net
    cwjamaica.com cwpanama.net enet.cu flowja.com hondutel.hn ibw.com.ni infinitum.com.mx infinitummail.com
    integra.com.sv intelnet.net.gt itelgua.com izzi.mx megared.net.mx n5.com.jm nauta.cu navegante.com.sv pop.com.br
    prodigymovil.com racsa.co.cr salnet.net setarnet.aw sinfo.net sunbeach.net telmexmail.com terra.com.mx
    totalplay.com.mx tricom.net tstt.net.tt turbonett.com turbonett.com.ni verizon.net.do wow.net`,
  'South America': `
    acelerate.com advance.com.ar amauta.rcp.net.pe andinanet.net brturbo.com brturbo.com.br cable.net.co canbras.net
    ciudad.com claro.net.co click21.com.br cnt.net.ec cooperenet.com.ar cotas.com.bo datamarkets.com.ar
    dedicado.net.uy easynet.net.ec emcali.net.co entelchile.net entelnet.bo epm.net.co etb.com.co etb.net.co
    fullzero.com.ar gtdmail.com ibest.com.br infonegocio.com.pe infonegocio.net.pe interactive.net.ec
    intercable.net.ve manquehue.net megalink.com movi.com.ar movistar.net.ve netgate.com.uy netsite.com.br
    netverk.com.ar oi.net.br onda.com.br porta.net powervt.com.ar punto.net.ec rednegsat.com.pe rieder.net.py
    satnet.net sercomtel.com.br sinectis.com.ar sion.com speedy.com.pe supernet.com.bo telcel.net.ve
    telecentro.com.ar telefonica.net.pe telmex.net.co tie.cl tutopia.com.br une.net.co uolsinectis.com.ar
    velox.com.br vera.com.uy via-rs.net virtua.com.br vtr.cl vtr.net zaz.com.br`,
  Africa: `
    4u.com.gh 8ta.co.za absamail.co.za africaonline.co.ci africaonline.co.ke africaonline.co.tz africaonline.co.zw
    africaonline.com.gh afrihost.co.za algeriecom.dz angonet.ao arc.sn aviso.ci axxess.co.za botsnet.bw camnet.cm
    coppernet.zm creolink.com cybersmart.co.za djaweb.dz ebonet.net eepad.dz ethionet.et globeaccess.net gnet.tn
    hexabyte.tn hyperia.com iam.net.ma iburst.co.za iccnet.cm iconnect.co.ke ighmail.com imaginet.co.za info.bw
    infocom.co.ug intekom.co.za intelvision.net intnet.mu isat.co.za kenyaweb.com ltt.ly lttnet.net menara.ma
    moov.bj moov.mg moris.mu mtnloaded.co.za mweb.co.zw mweb.com.na myt.mu nbnet.co.ke neotel.co.za netangola.com
    netcom.sn orange.sn pixie.co.za planet.tn polka.co.za raha.com sentoo.sn seychelles.net seychelles.sc
    skannet.com snet.co.ao sudani.sd swiftkenya.com tdm.co.mz tedata.net telecom.net.et teledata.mz topnet.tn
    tunet.tn tvcabo.ao tvcabo.mz utlonline.co.ug vodamail.co.za voila.tn wanadoopro.ma wananchi.com wissal.dz
    xsinet.co.za yebo.co.za yoafrica.com zamnet.zm zamtel.zm zantel.com zol.co.zw`,
  'small countries and islands': `
    acn2.net afnet.net africaonline.com.na albaniaonline.net anguillanet.com bahamas.net.bs batelco.jo blueline.mg
    bol-online.com btl.net cablenet.com.ni candw.ag caribe.net centennialpr.net cmm.com.py cq-link.sr ctm.net
    cvtelecom.cv cwdom.dm cyberspace.net.ng daltron.com.pg datec.net.pg dhakacom.com dnt.md druknet.bt dts.mg
    ecoweb.co.zw ecuanex.net.ec fasonet.bf firstnet.bj gamtel.gm gega.net gerrys.net ghana.com gibnynex.gi
    global.net.pg guam.net guyana.net.gy hainet.net haitelonline.com highway.com.py hondudata.com ice.co.cr
    ids.com.eg ids.tg index.com.jo inet.ga infochan.com infomed.sld.cu infonet.com.py intelnett.com intnet.bj
    intnet.ne ipasifika.net ipko.org islandia.is ite.net kalianet.to kasnet.com kidanet.net.fj kujtesa.com
    laotel.com leo.co.ls lesamoa.net macau.net malawi.net mdl.net menanet.net metissacana.sn mol.mn mopipi.co.bw
    multi.net.pk mweb.co.na mypic.ad ncc.moc.kw netpci.com networksgy.com nigtel.com online.net.pg online.tm
    opus.co.tt paknet.com.pk palaunet.com parbo.net pla.net.py pty.com qanet.gm quanta.com.py realnet.co.sz
    rwanda1.com sahara.com.sa saipan.com samoa.ws sanet.ge sdnp.org.mw servihoo.com sierratel.sl simicro.mg
    soficom.com.eg solomon.com.sb spidernet.net spinter.net sr.net starcom.co.ug swazi.net tarassul.sy telesal.net
    telesurf.com.py timornet.tl tmx.com.ni trinidad.net tropical.co.mz tvcabo.co.mz unwired.com.fj uruklink.net
    uyweb.com.uy vanuatu.com.vu vianet.com.np wol.net.pk wow.lk yemen.net.ye zuper.net`,
};

export const moreProviders: readonly string[] = Object.values(providersByRegion).flatMap((domains) =>
  domains.trim().split(/\s+/),
);
