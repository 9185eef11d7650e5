using System.Security;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using static Reconciliation.Core.FhirElements;
using Destinataire = Reconciliation.Contracts.Destinataire;
using EtatPart = Reconciliation.Contracts.EtatPart;
using PartVue = Reconciliation.Contracts.PartVue;
using Situation = Reconciliation.Contracts.Situation;
using Vue = Reconciliation.Contracts.Vue;

namespace Reconciliation.Core;

/// <summary>
/// The ExplanationOfBenefit of one payer of a soin. Retenues stand with the first payer, and what is left to the member with the last, so
/// that whoever adds up both counts neither twice.
/// </summary>
/// <param name="vue">The view.</param>
/// <param name="meta">Its version.</param>
/// <param name="payer">The payer.</param>
/// <param name="payers">All payers of the soin.</param>
internal sealed class FhirBenefit(Vue vue, MetaFhir meta, FhirPayer payer, IReadOnlyList<FhirPayer> payers)
{
    // The adjudications that R4 itself has no code for: those of CARIN, which payers know.
    private const string Carin = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBAdjudication";
    private const string French = "fr";

    private PartVue Part => payer.Part;

    private bool IsFirst => payer == payers[0];

    private bool IsLast => payer == payers[^1];

    // 0.00 says that the cost is not known.
    private decimal? Depense => vue.Depense == 0 ? null : vue.Depense;

    /// <summary>The resource.</summary>
    public JsonObject Write() => Element(
        ("resourceType", "ExplanationOfBenefit"),
        ("id", payer.Id.ToString()),
        ("meta", Meta()),
        ("language", French),
        ("text", Narrative()),
        ("identifier", List(payer.Identifier())),
        ("status", Part.Etat == EtatPart.Annulee ? "cancelled" : "active"),
        ("type", Standard("claim-type", "professional")),
        ("use", "claim"),
        ("patient", Refer("Patient", Identifier("beneficiaire", vue.BeneficiaireId))),
        ("billablePeriod", Element(("start", Day(vue.DateSoin)), ("end", Day(vue.DateSoin)))),
        ("created", Instant()),
        ("insurer", Refer("Organization", Insurer(), payer.Insurer)),
        ("provider", Refer("Practitioner", Identifier("professionnel", vue.ProfessionnelId))),
        ("related", List(payers.Where(p => p != payer).Select(Related))),
        ("payee", Payee()),
        ("outcome", Outcome()),
        ("disposition", Text(SituationNames.Of((Domain.Situation)vue.Situation))),
        ("insurance", List(payers.Select(Insurance))),
        ("item", List(Item())),
        ("total", List(Total(Standard("adjudication", "submitted"), Depense), Total(Standard("adjudication", "benefit"), Part.Montant),
            IsLast ? Total(Concept(Coding(Carin, "memberliability")), vue.ResteACharge) : null)),
        ("payment", Payment()),
        ("processNote", List(Note())));

    private JsonObject Meta() => Element(
        ("versionId", meta.VersionId),
        ("lastUpdated", Instant()),
        ("tag", List(OwnCoding("situation", JsonNamingPolicy.CamelCase.ConvertName(vue.Situation.ToString())))));

    private JsonNode Instant() => InstantUtcConverter.Format(vue.MisAJourLe);

    // The sentence that the member reads anyway.
    private JsonObject? Narrative() => Text(vue.Message) is { } message
        ? Element(
            ("status", "generated"),
            ("div", $"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{SecurityElement.Escape((string)message!)}</p></div>"))
        : null;

    private JsonObject? Note() => Text(vue.Message) is { } message
        ? Element(("number", 1), ("type", "display"), ("text", message), ("language", Concept(Coding("urn:ietf:bcp:47", French))))
        : null;

    private JsonObject? Insurer() => Part.Ligne is { } ligne ? Identifier("organisme", ligne.Organisme) : null;

    private static JsonObject Related(FhirPayer other) => Element(
        ("relationship", Standard("ex-relatedclaimrelationship", "associated")),
        ("reference", other.Identifier()));

    private JsonObject Insurance(FhirPayer one) => Element(
        ("focal", one == payer),
        ("coverage", Refer("Coverage", Identifier("couverture", $"{vue.AdherentId}/{one.Code}"), one.Coverage)));

    private JsonObject? Payee() => Part.Destinataire is { } recipient
        ? Element(("type", Standard("payeetype", recipient switch
        {
            Destinataire.Assure => "subscriber",
            Destinataire.Professionnel => "provider",
        })))
        : null;

    private string Outcome() => vue.Situation switch
    {
        Situation.Conteste => "error",
        Situation.ARapprocher => "partial",
        Situation.Annule or Situation.Ecart or Situation.EnRetard or Situation.EnAttenteRo or Situation.EnAttenteComplementaire
            or Situation.Complet => OutcomeOfPart(),
    };

    private string OutcomeOfPart() => Part.Etat switch
    {
        EtatPart.Attendue or EtatPart.EnRetard => Part.Montant is null ? "queued" : "partial",
        EtatPart.Payee or EtatPart.NonAttendue or EtatPart.Annulee => "complete",
    };

    private JsonObject Item() => Element(
        ("sequence", 1),
        ("productOrService", Concept(OwnCoding("acte", vue.CodeActe, vue.Libelle), vue.Libelle)),
        ("servicedDate", Day(vue.DateSoin)),
        ("adjudication", List(Adjudications())));

    private IEnumerable<JsonObject?> Adjudications()
    {
        yield return Adjudication(Standard("adjudication", "submitted"), Depense);
        if (Part is PartRoVue ro)
        {
            yield return Adjudication(Standard("adjudication", "eligible"), ro.Base);
            yield return ro.Taux is { } rate
                ? Element(("category", Standard("adjudication", "eligpercent")), ("value", rate))
                : null;
        }

        foreach (var before in payers.TakeWhile(p => p != payer))
        {
            yield return Adjudication(Concept(Coding(Carin, "priorpayerpaid")), before.Part.Montant);
        }

        yield return Adjudication(Standard("adjudication", "benefit"), Part.Montant);
        yield return Part.Etat is EtatPart.Attendue or EtatPart.EnRetard
            ? Adjudication(Concept(OwnCoding("versement", "attendu", "Montant attendu")), Part.MontantAttendu)
            : null;
        foreach (var held in IsFirst ? vue.Retenues : [])
        {
            yield return Element(
                ("category", Standard("adjudication", "deductible")),
                ("reason", Concept(OwnCoding("acte", held.CodeActe))),
                ("amount", Money(held.Montant)));
        }
    }

    private static JsonObject? Adjudication(JsonObject category, decimal? euros) =>
        euros is null ? null : Element(("category", category), ("amount", Money(euros)));

    private static JsonObject? Total(JsonObject category, decimal? euros) => Adjudication(category, euros);

    // A payment of a day ahead stands here too: its day tells that it is not made yet.
    private JsonObject? Payment() => Part.PayeLe is { } day
        ? Element(
            ("type", Standard("ex-paymenttype", Part.Etat is EtatPart.Attendue or EtatPart.EnRetard ? "partial" : "complete")),
            ("date", Day(day)),
            ("amount", Money(Part.Montant)),
            ("identifier", Part.Virement is { } transfer ? Identifier("virement", transfer) : null))
        : null;
}
