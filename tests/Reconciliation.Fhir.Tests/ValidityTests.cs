using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Tests;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Fhir.Tests;

/// <summary>Every Bundle is valid R4 by the validator of the Firely SDK, in every situation: no error and no warning.</summary>
public sealed class ValidityTests(ITestOutputHelper output)
{
    private const int SoinsMin = 300;
    private const int SoinsOfLongRunMin = 10_000;

    [Fact]
    public void Soins_of_every_situation_are_valid()
    {
        var vues = GeneratedVues.Of(SoinsMin);
        Assert.Equal(Enum.GetValues<Situation>(), vues.Select(v => v.Situation).Distinct().Order());
        Assert.Equal(
            Enum.GetValues<EtatPart>(), vues.SelectMany(v => new[] { v.PartRo.Etat, v.PartComplementaire.Etat }).Distinct().Order());
        Assert.Equal([0, 1, 2], vues.Select(v => FhirBundle.From(v).Entry?.Count ?? 0).Distinct().Order());
        Validate(vues);
    }

    [SkippableFact]
    public void Ten_thousand_soins_are_valid()
    {
        LongRun.OrSkip();
        Validate(GeneratedVues.Of(SoinsOfLongRunMin));
    }

    [Theory]
    [InlineData("\u00a0Soin\u2009à 9,00\u202f€\u00a0")]
    [InlineData("<script>alert('Soin & suite')</script> \"é\" \\ ]]>")]
    [InlineData("Prothèse 🦷 – côté gauche")]
    [InlineData("\u00a0")]
    public void Whatever_label_a_line_may_have_is_valid(string libelle) => Validate(
        [GeneratedVues.Of(1)[0] with { Libelle = libelle, Message = libelle, CodeActe = "Ä/1+2 &<>" }]);

    // A validator that finds nothing wrong proves nothing unless it finds what is.
    [Theory]
    [InlineData("\"outcome\":\"complete\"", "\"outcome\":\"fini\"")]
    [InlineData("\"use\":\"claim\",", "")]
    [InlineData("\"type\":\"collection\"", "\"type\":\"collection\",\"total\":2")]
    [InlineData("\"currency\":\"EUR\"", "\"currency\":\"euro\"")]
    [InlineData("\"sequence\":1", "\"sequence\":0")]
    [InlineData("<p>", "<script>")]
    public void A_defect_is_found(string right, string wrong)
    {
        var vue = GeneratedVues.Of(SoinsMin).First(v => v.Situation == Situation.Complet && FhirBundle.From(v).Entry?.Count == 2);
        var json = JsonSerializer.Serialize(FhirBundle.From(vue), ContratsJson.Lisible.SoinFhir);
        Assert.Contains(right, json, StringComparison.Ordinal);
        var broken = json.Replace(right, wrong, StringComparison.Ordinal).Replace("</p>", wrong == "<script>" ? "</script>" : "</p>",
            StringComparison.Ordinal);
        Assert.NotEmpty(Faults(broken));
    }

    private static IReadOnlyList<string> Faults(string json)
    {
        try
        {
            return FhirValidation.Findings(FhirValidation.Read(json));
        }
        catch (Hl7.Fhir.Serialization.DeserializationFailedException refused)
        {
            return [refused.Message];
        }
    }

    private void Validate(IReadOnlyList<Vue> vues)
    {
        var findings = vues.SelectMany(v => FhirValidation.Findings(FhirValidation.Read(FhirBundle.From(v)))
            .Select(f => $"{v.Situation}: {f}")).ToList();
        var (errors, warnings) = (findings.Count(f => !IsWarning(f)), findings.Count(IsWarning));
        output.WriteLine($"{vues.Count} soins, {vues.Sum(v => FhirBundle.From(v).Entry?.Count ?? 0)} ExplanationOfBenefit, "
            + $"{errors} errors, {warnings} warnings");
        Assert.True(findings.Count == 0, string.Join('\n', findings.Distinct().Take(20)));
    }

    private static bool IsWarning(string finding) => finding.Contains(": Warning ", StringComparison.Ordinal);
}
