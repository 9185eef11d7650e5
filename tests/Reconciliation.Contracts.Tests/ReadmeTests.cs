using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Reconciliation.Domain;
using Xunit;

namespace Reconciliation.Contracts.Tests;

/// <summary>What the README shows is what the service does.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Texte = File.ReadAllText(Path.Combine(Depot.Racine(), "contracts", "README.md"));

    internal static readonly List<string> Exemples = [.. BlocsJson().Matches(Texte).Select(m => m.Groups[1].Value)];

    [Fact]
    public void The_three_forms_of_the_example_are_one_line()
    {
        var lignes = new[] { Exemples[0], Exemples[2], Exemples[3] }.Select(e => Attendu.Accepte(Exemple.Lire(Part.Ro, e))).ToList();
        Assert.Single(lignes.Select(l => (l.Empreinte, l.EvenementId, Convert.ToHexString(l.Contenu))).Distinct());
        Attendu.Accepte(Exemple.Lire(Part.Complementaire, Exemples[1]));
    }

    [Fact]
    public void The_example_of_a_view_is_what_the_two_lines_give()
    {
        var lignes = new[] { (Part.Ro, Exemples[0]), (Part.Complementaire, Exemples[1]) }.Select(e => Attendu.Accepte(Exemple.Lire(e.Item1, e.Item2)).Ligne);
        var soin = Assert.Single(Appariement.Apparier(JourneeDeSoins.De(lignes)).Soins);
        var montre = JsonSerializer.Deserialize(Exemples[4], ContratsJson.Lisible.SoinMisAJour)!;
        var vue = new Jugement(new DelaiAttendu(PolitiqueDeDelai.Initiale), new TextesMembre()).Juger(soin, montre.MisAJourLe);
        var publiee = Core.VuePubliee.De(vue, montre.SoinId, montre.Version, montre.MisAJourLe);
        Assert.Equal(
            Membres(Storage.Contenus.Ecrire(publiee)),
            Membres(Exemples[4]).Where(m => !m.StartsWith("situationPrecedente", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_example_of_a_decision_names_the_two_lines_and_is_accepted()
    {
        using var document = JsonDocument.Parse(Exemples[8]);
        var (decision, rejets) = LectureDecision.Lire(document.RootElement);
        Assert.Empty(rejets);
        var lignes = new[] { (Part.Ro, Exemples[0]), (Part.Complementaire, Exemples[1]) }.Select(e => Attendu.Accepte(Exemple.Lire(e.Item1, e.Item2)).Ligne.Id);
        Assert.Equal(
            lignes,
            decision!.Lignes.Select(l => new LigneId((Part)l.Part, l.Source, new(l.Ligne.Organisme, l.Ligne.Decompte, l.Ligne.Ordre))));
    }

    [Fact]
    public void The_example_of_the_feed_is_what_the_first_line_gives()
    {
        var soin = Assert.Single(Appariement.Apparier(JourneeDeSoins.De([Attendu.Accepte(Exemple.Lire(Part.Ro, Exemples[0])).Ligne])).Soins);
        var montre = Assert.Single(JsonSerializer.Deserialize(Exemples[5], ContratsJson.Lisible.PageElementDeFlux)!.Elements);
        var vue = new Jugement(new DelaiAttendu(PolitiqueDeDelai.Initiale), new TextesMembre()).Juger(soin, montre.MisAJourLe);
        var publiee = Core.VuePubliee.De(vue, montre.SoinId, montre.Version, montre.MisAJourLe) with { Message = montre.Message };
        using var page = JsonDocument.Parse(Exemples[5]);
        string[] duFlux = ["situationPrecedente", "curseur"];
        Assert.Equal(
            Membres(Storage.Contenus.Ecrire(publiee)),
            Membres(page.RootElement.GetProperty("elements")[0].GetRawText()).Where(m => !duFlux.Any(f => m.StartsWith(f, StringComparison.Ordinal))));
        Assert.Null(montre.SituationPrecedente);
        Assert.StartsWith("812.41.", System.Text.Encoding.ASCII.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(montre.Curseur)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_of_a_history_is_caused_by_the_second_line()
    {
        using var page = JsonDocument.Parse(Exemples[6]);
        var version = Assert.Single(page.RootElement.GetProperty("elements").EnumerateArray());
        Assert.Equal(
            typeof(VersionDeSoin).GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)), version.EnumerateObject().Select(m => m.Name));
        var cause = version.GetProperty("cause").Deserialize(ContratsJson.Lisible.CauseDeVersion)!;
        var ligne = Attendu.Accepte(Exemple.Lire(Part.Complementaire, Exemples[1])).Ligne.Id;
        Assert.Equal("lignes", cause.Type);
        Assert.Equal(
            new LigneEnCause("complementaire", ligne.Source, ligne.Reference.Organisme, ligne.Reference.Decompte, ligne.Reference.Ordre, 1),
            Assert.Single(cause.Lignes));
    }

    [Fact]
    public void Every_problem_that_a_call_may_answer_is_in_the_table_and_no_other()
    {
        var description = File.ReadAllText(Path.Combine(Depot.Racine(), "contracts", "openapi.json"));
        var decrits = Codes().Matches(description).Select(m => m.Groups[1].Value)
            .Append("methode-non-permise"); // No call answers it: it is for methods that are none.
        var table = Texte[Texte.IndexOf("### Problems", StringComparison.Ordinal)..];
        Assert.Equal(
            decrits.Distinct().Order(StringComparer.Ordinal),
            LignesDeProbleme().Matches(table).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_rule_is_in_the_table()
    {
        var regles = typeof(Regle).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);
        var table = Texte[Texte.IndexOf("## Rules", StringComparison.Ordinal)..Texte.IndexOf("## Compatibility", StringComparison.Ordinal)];
        Assert.Equal(regles.Order(StringComparer.Ordinal), LignesDeTable().Matches(table).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex BlocsJson();

    [GeneratedRegex("\"urn:reconciliation:probleme:([a-z-]+)\"")]
    private static partial Regex Codes();

    [GeneratedRegex(@"^\| \d{3} \| `([a-z-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex LignesDeProbleme();

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex LignesDeTable();

    private static IEnumerable<string> Membres(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject().Select(m => m.Name + JsonSerializer.Serialize(m.Value)).Order(StringComparer.Ordinal)];
    }
}
