using System.Text.Json;
using System.Text.Json.Nodes;
using Hl7.Fhir.Model;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Xunit;

namespace Reconciliation.Fhir.Tests;

/// <summary>An ExplanationOfBenefit says the amounts, days and recipients of the view, each once, and nothing else.</summary>
public sealed class MappingTests
{
    private static readonly IReadOnlyList<Vue> Vues = GeneratedVues.Of(300);

    [Fact]
    public void Each_payer_has_one_and_names_the_other()
    {
        Assert.All(Vues, vue =>
        {
            var benefits = Benefits(vue);
            Assert.Equal(benefits.Count, benefits.Select(b => b.Identifier[0].Value).Distinct().Count());
            Assert.All(benefits, b => Assert.Equal(
                benefits.Where(o => o != b).Select(o => o.Identifier[0].Value), b.Related.Select(r => r.Reference!.Value)));
            Assert.All(benefits, b => Assert.Equal(b.Insurer.Display, Focal(b) == "Régime obligatoire"
                ? "Assurance maladie" : "Complémentaire santé MGEN"));
            Assert.All(benefits, b => Assert.Single(b.Insurance, i => i.Focal == true));
        });
    }

    [Fact]
    public void Added_up_they_say_the_amounts_of_the_view()
    {
        Assert.All(Vues, vue =>
        {
            var benefits = Benefits(vue);
            var paid = benefits.SelectMany(b => b.Total).Where(t => Code(t.Category) == "benefit").Sum(t => t.Amount!.Value);
            Assert.Equal((vue.PartRo.Montant ?? 0) + (vue.PartComplementaire.Montant ?? 0), paid);
            Assert.Equal(paid, Adjudications(benefits, "benefit").Sum(a => a.Amount!.Value));
            var held = Adjudications(benefits, "deductible").Sum(a => a.Amount!.Value);
            Assert.Equal(benefits.Count == 0 ? 0 : vue.Retenues.Sum(r => r.Montant), held);
            var left = benefits.SelectMany(b => b.Total).Where(t => Code(t.Category) == "memberliability").Select(t => t.Amount!.Value);
            Assert.Equal(benefits.Count == 0 || vue.ResteACharge is null ? [] : [vue.ResteACharge], left);
        });
    }

    [Fact]
    public void Outcome_and_payment_tell_paid_from_awaited()
    {
        Assert.All(Vues.Where(v => v.Situation is not (Situation.Conteste or Situation.ARapprocher)), vue =>
        {
            foreach (var (part, benefit) in Parts(vue).Zip(Benefits(vue)))
            {
                var awaited = part.Etat is EtatPart.Attendue or EtatPart.EnRetard;
                Assert.Equal(awaited ? (part.Montant is null ? "Queued" : "Partial") : "Complete", benefit.Outcome.ToString());
                Assert.Equal(part.Etat == EtatPart.Annulee ? "Cancelled" : "Active", benefit.Status.ToString());
                Assert.Equal(part.PayeLe?.ToString("yyyy-MM-dd", null), benefit.Payment?.Date);
                Assert.Equal(part.Virement, benefit.Payment?.Identifier?.Value);
            }
        });
        Assert.All(Vues.Where(v => v.Situation == Situation.Conteste), v => Assert.All(
            Benefits(v), b => Assert.Equal("Error", b.Outcome.ToString())));
    }

    [Fact]
    public void A_later_version_keeps_the_ids_and_names_its_version()
    {
        var vue = Vues.First(v => Benefits(v).Count == 2);
        var (before, after) = (FhirBundle.From(vue), FhirBundle.From(vue with { Version = 7, Epoque = "3-0123456789abcd" }));
        Assert.Equal(before.Entry!.Select(e => e.FullUrl), after.Entry!.Select(e => e.FullUrl));
        Assert.Equal(("1", "7-3-0123456789abcd"), (before.Meta.VersionId, after.Meta.VersionId));
        Assert.Equal(vue.SoinId, after.Id);
    }

    // Whatever stands in the Bundle is a word of FHIR, one of the words of this mapping, or stands in the view.
    [Fact]
    public void Nothing_of_a_member_stands_in_it_that_the_view_does_not_say()
    {
        Assert.All(Vues, vue =>
        {
            var view = JsonSerializer.Serialize(vue, ContratsJson.Lisible.Vue);
            var values = Benefits(FhirBundle.From(vue)).SelectMany(e => Identifiers(e.Resource)).ToList();
            Assert.All(values, v => Assert.True(
                v.System is "urn:reconciliation:eob"
                    || view.Contains($"\"{v.Value.Split("/ro")[0].Split("/complementaire")[0]}\"", StringComparison.Ordinal),
                $"{v.System} {v.Value}"));
        });
    }

    private static IEnumerable<(string System, string Value)> Identifiers(JsonNode? node) => node switch
    {
        JsonObject o => (o["system"] is { } system && o["value"] is { } value ? [((string)system!, (string)value!)]
            : Enumerable.Empty<(string, string)>()).Concat(o.SelectMany(m => Identifiers(m.Value))),
        JsonArray a => a.SelectMany(Identifiers),
        _ => [],
    };

    private static IReadOnlyList<EntreeFhir> Benefits(SoinFhir soin) => soin.Entry ?? [];

    private static IReadOnlyList<ExplanationOfBenefit> Benefits(Vue vue) =>
        [.. FhirValidation.Read(FhirBundle.From(vue)).Entry.Select(e => Assert.IsType<ExplanationOfBenefit>(e.Resource))];

    private static IEnumerable<PartVue> Parts(Vue vue) => new[] { vue.PartRo, vue.PartComplementaire }
        .Where(p => p.Etat != EtatPart.NonAttendue || p.Montant is not null);

    private static IEnumerable<ExplanationOfBenefit.AdjudicationComponent> Adjudications(
        IEnumerable<ExplanationOfBenefit> benefits, string code) =>
        benefits.SelectMany(b => b.Item).SelectMany(i => i.Adjudication).Where(a => Code(a.Category) == code);

    private static string Code(CodeableConcept concept) => Assert.Single(concept.Coding).Code!;

    private static string Focal(ExplanationOfBenefit benefit) => benefit.Insurance.Single(i => i.Focal == true).Coverage.Display!;
}
