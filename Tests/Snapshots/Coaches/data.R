# Vangnet, codebook 1.
data <- read.csv(
  "data.csv", fileEncoding = "UTF-8",
  na.strings = "", colClasses = c(
    observation = "integer",
    study = "integer",
    session = "integer",
    account = "integer",
    month = "character",
    setting = "character",
    public = "integer",
    initiator = "character",
    age_stated_before = "character",
    image_received = "integer",
    codebook = "character",
    read_twice = "integer",
    code_offer = "integer",
    code_help_offered = "integer",
    code_other_app = "integer",
    code_secrecy = "integer",
    code_age_ignored = "integer",
    code_meeting_proposal = "integer",
    code_bodycheck_demand = "integer",
    code_nude_demand = "integer",
    code_video_demand = "integer",
    code_trade_for_sex = "integer",
    code_threat_publish = "integer",
    code_threat_visit = "integer",
    code_insult = "integer",
    code_weight_advice = "integer",
    code_manual = "integer",
    code_other = "integer",
    r1_offer = "integer",
    r1_help_offered = "integer",
    r1_other_app = "integer",
    r1_secrecy = "integer",
    r1_age_ignored = "integer",
    r1_meeting_proposal = "integer",
    r1_bodycheck_demand = "integer",
    r1_nude_demand = "integer",
    r1_video_demand = "integer",
    r1_trade_for_sex = "integer",
    r1_threat_publish = "integer",
    r1_threat_visit = "integer",
    r1_insult = "integer",
    r1_weight_advice = "integer",
    r1_manual = "integer",
    r1_other = "integer",
    r2_offer = "integer",
    r2_help_offered = "integer",
    r2_other_app = "integer",
    r2_secrecy = "integer",
    r2_age_ignored = "integer",
    r2_meeting_proposal = "integer",
    r2_bodycheck_demand = "integer",
    r2_nude_demand = "integer",
    r2_video_demand = "integer",
    r2_trade_for_sex = "integer",
    r2_threat_publish = "integer",
    r2_threat_visit = "integer",
    r2_insult = "integer",
    r2_weight_advice = "integer",
    r2_manual = "integer",
    r2_other = "integer"
  )
)
data$setting <- factor(data$setting, c("forum", "chat", "social", "other"), c("Forum", "Chatapp", "Sociale media", "Anders"))
data$initiator <- factor(data$initiator, c("coach", "persona", "unclear"), c("De coach", "De persona", "Niet duidelijk"))
data$age_stated_before <- factor(data$age_stated_before, c("yes", "no", "unknown"), c("Ja", "Nee", "Onbekend"))
attr(data$observation, "label") <- "Volgnummer, per bestand anders"
attr(data$study, "label") <- "Nummer van het onderzoek in dit bestand"
attr(data$session, "label") <- "Nummer van de sessie"
attr(data$account, "label") <- "Nummer van het account, per bestand anders"
attr(data$month, "label") <- "Maand"
attr(data$setting, "label") <- "Waar het gebeurde"
attr(data$public, "label") <- "Iedereen kon het lezen"
attr(data$initiator, "label") <- "Wie erover begon"
attr(data$age_stated_before, "label") <- "Leeftijd van de persona was al genoemd"
attr(data$image_received, "label") <- "Beeld ontvangen, niet bewaard"
attr(data$codebook, "label") <- "Versie van het codeboek"
attr(data$read_twice, "label") <- "Door twee gelezen"
attr(data$code_offer, "label") <- "Aanbod coaching (zoals nu)"
attr(data$code_help_offered, "label") <- "Biedt zich aan als helper (zoals nu)"
attr(data$code_other_app, "label") <- "Overstap naar een andere app (zoals nu)"
attr(data$code_secrecy, "label") <- "Geheimhouding (zoals nu)"
attr(data$code_age_ignored, "label") <- "Leeftijd genegeerd (zoals nu)"
attr(data$code_meeting_proposal, "label") <- "Afspraakvoorstel (zoals nu)"
attr(data$code_bodycheck_demand, "label") <- "Bodycheck-eis (zoals nu)"
attr(data$code_nude_demand, "label") <- "Naakteis (zoals nu)"
attr(data$code_video_demand, "label") <- "Videoverzoek (zoals nu)"
attr(data$code_trade_for_sex, "label") <- "Ruil voor seks (zoals nu)"
attr(data$code_threat_publish, "label") <- "Dreiging met openbaar maken (zoals nu)"
attr(data$code_threat_visit, "label") <- "Dreiging met langskomen (zoals nu)"
attr(data$code_insult, "label") <- "Vernedering (zoals nu)"
attr(data$code_weight_advice, "label") <- "Afvaladvies (zoals nu)"
attr(data$code_manual, "label") <- "Handleiding (zoals nu)"
attr(data$code_other, "label") <- "Iets anders (zoals nu)"
attr(data$r1_offer, "label") <- "Aanbod coaching (eerste lezer)"
attr(data$r1_help_offered, "label") <- "Biedt zich aan als helper (eerste lezer)"
attr(data$r1_other_app, "label") <- "Overstap naar een andere app (eerste lezer)"
attr(data$r1_secrecy, "label") <- "Geheimhouding (eerste lezer)"
attr(data$r1_age_ignored, "label") <- "Leeftijd genegeerd (eerste lezer)"
attr(data$r1_meeting_proposal, "label") <- "Afspraakvoorstel (eerste lezer)"
attr(data$r1_bodycheck_demand, "label") <- "Bodycheck-eis (eerste lezer)"
attr(data$r1_nude_demand, "label") <- "Naakteis (eerste lezer)"
attr(data$r1_video_demand, "label") <- "Videoverzoek (eerste lezer)"
attr(data$r1_trade_for_sex, "label") <- "Ruil voor seks (eerste lezer)"
attr(data$r1_threat_publish, "label") <- "Dreiging met openbaar maken (eerste lezer)"
attr(data$r1_threat_visit, "label") <- "Dreiging met langskomen (eerste lezer)"
attr(data$r1_insult, "label") <- "Vernedering (eerste lezer)"
attr(data$r1_weight_advice, "label") <- "Afvaladvies (eerste lezer)"
attr(data$r1_manual, "label") <- "Handleiding (eerste lezer)"
attr(data$r1_other, "label") <- "Iets anders (eerste lezer)"
attr(data$r2_offer, "label") <- "Aanbod coaching (tweede lezer)"
attr(data$r2_help_offered, "label") <- "Biedt zich aan als helper (tweede lezer)"
attr(data$r2_other_app, "label") <- "Overstap naar een andere app (tweede lezer)"
attr(data$r2_secrecy, "label") <- "Geheimhouding (tweede lezer)"
attr(data$r2_age_ignored, "label") <- "Leeftijd genegeerd (tweede lezer)"
attr(data$r2_meeting_proposal, "label") <- "Afspraakvoorstel (tweede lezer)"
attr(data$r2_bodycheck_demand, "label") <- "Bodycheck-eis (tweede lezer)"
attr(data$r2_nude_demand, "label") <- "Naakteis (tweede lezer)"
attr(data$r2_video_demand, "label") <- "Videoverzoek (tweede lezer)"
attr(data$r2_trade_for_sex, "label") <- "Ruil voor seks (tweede lezer)"
attr(data$r2_threat_publish, "label") <- "Dreiging met openbaar maken (tweede lezer)"
attr(data$r2_threat_visit, "label") <- "Dreiging met langskomen (tweede lezer)"
attr(data$r2_insult, "label") <- "Vernedering (tweede lezer)"
attr(data$r2_weight_advice, "label") <- "Afvaladvies (tweede lezer)"
attr(data$r2_manual, "label") <- "Handleiding (tweede lezer)"
attr(data$r2_other, "label") <- "Iets anders (tweede lezer)"
