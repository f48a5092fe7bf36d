* Vangnet, codebook 1.
GET DATA
  /TYPE=TXT
  /FILE='data.csv'
  /ENCODING='UTF8'
  /ARRANGEMENT=DELIMITED
  /DELIMITERS=','
  /QUALIFIER='"'
  /FIRSTCASE=2
  /VARIABLES=
    observation F8.0
    study F8.0
    session F8.0
    account F8.0
    month A20
    setting A20
    public F1.0
    initiator A20
    age_stated_before A20
    image_received F1.0
    codebook A20
    read_twice F1.0
    code_offer F1.0
    code_help_offered F1.0
    code_other_app F1.0
    code_secrecy F1.0
    code_age_ignored F1.0
    code_meeting_proposal F1.0
    code_bodycheck_demand F1.0
    code_nude_demand F1.0
    code_video_demand F1.0
    code_trade_for_sex F1.0
    code_threat_publish F1.0
    code_threat_visit F1.0
    code_insult F1.0
    code_weight_advice F1.0
    code_manual F1.0
    code_other F1.0
    r1_offer F1.0
    r1_help_offered F1.0
    r1_other_app F1.0
    r1_secrecy F1.0
    r1_age_ignored F1.0
    r1_meeting_proposal F1.0
    r1_bodycheck_demand F1.0
    r1_nude_demand F1.0
    r1_video_demand F1.0
    r1_trade_for_sex F1.0
    r1_threat_publish F1.0
    r1_threat_visit F1.0
    r1_insult F1.0
    r1_weight_advice F1.0
    r1_manual F1.0
    r1_other F1.0
    r2_offer F1.0
    r2_help_offered F1.0
    r2_other_app F1.0
    r2_secrecy F1.0
    r2_age_ignored F1.0
    r2_meeting_proposal F1.0
    r2_bodycheck_demand F1.0
    r2_nude_demand F1.0
    r2_video_demand F1.0
    r2_trade_for_sex F1.0
    r2_threat_publish F1.0
    r2_threat_visit F1.0
    r2_insult F1.0
    r2_weight_advice F1.0
    r2_manual F1.0
    r2_other F1.0.
VARIABLE LABELS
  observation 'Volgnummer, per bestand anders'
  study 'Nummer van het onderzoek in dit bestand'
  session 'Nummer van de sessie'
  account 'Nummer van het account, per bestand anders'
  month 'Maand'
  setting 'Waar het gebeurde'
  public 'Iedereen kon het lezen'
  initiator 'Wie erover begon'
  age_stated_before 'Leeftijd van de persona was al genoemd'
  image_received 'Beeld ontvangen, niet bewaard'
  codebook 'Versie van het codeboek'
  read_twice 'Door twee gelezen'
  code_offer 'Aanbod coaching (zoals nu)'
  code_help_offered 'Biedt zich aan als helper (zoals nu)'
  code_other_app 'Overstap naar een andere app (zoals nu)'
  code_secrecy 'Geheimhouding (zoals nu)'
  code_age_ignored 'Leeftijd genegeerd (zoals nu)'
  code_meeting_proposal 'Afspraakvoorstel (zoals nu)'
  code_bodycheck_demand 'Bodycheck-eis (zoals nu)'
  code_nude_demand 'Naakteis (zoals nu)'
  code_video_demand 'Videoverzoek (zoals nu)'
  code_trade_for_sex 'Ruil voor seks (zoals nu)'
  code_threat_publish 'Dreiging met openbaar maken (zoals nu)'
  code_threat_visit 'Dreiging met langskomen (zoals nu)'
  code_insult 'Vernedering (zoals nu)'
  code_weight_advice 'Afvaladvies (zoals nu)'
  code_manual 'Handleiding (zoals nu)'
  code_other 'Iets anders (zoals nu)'
  r1_offer 'Aanbod coaching (eerste lezer)'
  r1_help_offered 'Biedt zich aan als helper (eerste lezer)'
  r1_other_app 'Overstap naar een andere app (eerste lezer)'
  r1_secrecy 'Geheimhouding (eerste lezer)'
  r1_age_ignored 'Leeftijd genegeerd (eerste lezer)'
  r1_meeting_proposal 'Afspraakvoorstel (eerste lezer)'
  r1_bodycheck_demand 'Bodycheck-eis (eerste lezer)'
  r1_nude_demand 'Naakteis (eerste lezer)'
  r1_video_demand 'Videoverzoek (eerste lezer)'
  r1_trade_for_sex 'Ruil voor seks (eerste lezer)'
  r1_threat_publish 'Dreiging met openbaar maken (eerste lezer)'
  r1_threat_visit 'Dreiging met langskomen (eerste lezer)'
  r1_insult 'Vernedering (eerste lezer)'
  r1_weight_advice 'Afvaladvies (eerste lezer)'
  r1_manual 'Handleiding (eerste lezer)'
  r1_other 'Iets anders (eerste lezer)'
  r2_offer 'Aanbod coaching (tweede lezer)'
  r2_help_offered 'Biedt zich aan als helper (tweede lezer)'
  r2_other_app 'Overstap naar een andere app (tweede lezer)'
  r2_secrecy 'Geheimhouding (tweede lezer)'
  r2_age_ignored 'Leeftijd genegeerd (tweede lezer)'
  r2_meeting_proposal 'Afspraakvoorstel (tweede lezer)'
  r2_bodycheck_demand 'Bodycheck-eis (tweede lezer)'
  r2_nude_demand 'Naakteis (tweede lezer)'
  r2_video_demand 'Videoverzoek (tweede lezer)'
  r2_trade_for_sex 'Ruil voor seks (tweede lezer)'
  r2_threat_publish 'Dreiging met openbaar maken (tweede lezer)'
  r2_threat_visit 'Dreiging met langskomen (tweede lezer)'
  r2_insult 'Vernedering (tweede lezer)'
  r2_weight_advice 'Afvaladvies (tweede lezer)'
  r2_manual 'Handleiding (tweede lezer)'
  r2_other 'Iets anders (tweede lezer)'.
VALUE LABELS
  public
  image_received
  read_twice
  code_offer
  code_help_offered
  code_other_app
  code_secrecy
  code_age_ignored
  code_meeting_proposal
  code_bodycheck_demand
  code_nude_demand
  code_video_demand
  code_trade_for_sex
  code_threat_publish
  code_threat_visit
  code_insult
  code_weight_advice
  code_manual
  code_other
  r1_offer
  r1_help_offered
  r1_other_app
  r1_secrecy
  r1_age_ignored
  r1_meeting_proposal
  r1_bodycheck_demand
  r1_nude_demand
  r1_video_demand
  r1_trade_for_sex
  r1_threat_publish
  r1_threat_visit
  r1_insult
  r1_weight_advice
  r1_manual
  r1_other
  r2_offer
  r2_help_offered
  r2_other_app
  r2_secrecy
  r2_age_ignored
  r2_meeting_proposal
  r2_bodycheck_demand
  r2_nude_demand
  r2_video_demand
  r2_trade_for_sex
  r2_threat_publish
  r2_threat_visit
  r2_insult
  r2_weight_advice
  r2_manual
  r2_other
  0 'Nee' 1 'Ja'.
VALUE LABELS
  setting
  'forum' 'Forum'
  'chat' 'Chatapp'
  'social' 'Sociale media'
  'other' 'Anders'.
VALUE LABELS
  initiator
  'coach' 'De coach'
  'persona' 'De persona'
  'unclear' 'Niet duidelijk'.
VALUE LABELS
  age_stated_before
  'yes' 'Ja'
  'no' 'Nee'
  'unknown' 'Onbekend'.
VARIABLE LEVEL
  observation
  study
  session
  account
  month
  setting
  public
  initiator
  age_stated_before
  image_received
  codebook
  read_twice
  code_offer
  code_help_offered
  code_other_app
  code_secrecy
  code_age_ignored
  code_meeting_proposal
  code_bodycheck_demand
  code_nude_demand
  code_video_demand
  code_trade_for_sex
  code_threat_publish
  code_threat_visit
  code_insult
  code_weight_advice
  code_manual
  code_other
  r1_offer
  r1_help_offered
  r1_other_app
  r1_secrecy
  r1_age_ignored
  r1_meeting_proposal
  r1_bodycheck_demand
  r1_nude_demand
  r1_video_demand
  r1_trade_for_sex
  r1_threat_publish
  r1_threat_visit
  r1_insult
  r1_weight_advice
  r1_manual
  r1_other
  r2_offer
  r2_help_offered
  r2_other_app
  r2_secrecy
  r2_age_ignored
  r2_meeting_proposal
  r2_bodycheck_demand
  r2_nude_demand
  r2_video_demand
  r2_trade_for_sex
  r2_threat_publish
  r2_threat_visit
  r2_insult
  r2_weight_advice
  r2_manual
  r2_other (NOMINAL).
EXECUTE.
