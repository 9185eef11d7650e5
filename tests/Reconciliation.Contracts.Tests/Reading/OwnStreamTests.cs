using System.Text.Json;
using System.Text.Json.Serialization;
using Xunit;

namespace Reconciliation.Contracts.Tests;

/// <summary>A record of a stream that an installation registers keeps every rule of the contract, then its own.</summary>
public sealed class OwnStreamTests
{
    /// <summary>Where a NIR may stand in what a stream has of its own.</summary>
    public static TheoryData<string, string> PlacesOfNir => new()
    {
        { "garantie", "\"2 55 08 14 168 025 38\"" },
        { "Garantie", "\"255081416802538\"" },
        { "notes", """["A","255081416802538","B"]""" },
        { "detail", """{"options":["A"],"porteur":"255081416802538"}""" },
        { "detail", """{"options":["A","255081416802538"],"porteur":"B"}""" },
        { "plafonds", """{"A":1,"255081416802538":2}""" },
        { "plafonds", """{"A":255081416802538}""" },
        { "taille", "255081416802538" },
        { "taille", "255081416802538.00" },
        { "taille", "2.55081416802538e14" },
        { "taille", "2550814168025.38" },
    };

    /// <summary>Every wrong value of a member that all records have.</summary>
    public static TheoryData<RefusedCase> Refused =>
        [.. RefusedCases.All.Where(c => c.Part == Domain.Part.Complementaire && !Own.Contains(c.Membre.Split('.')[0]))];

    private static readonly string[] Own = ["contrat", "regimeObligatoire", "montantRoDeclare", "referenceRo"];

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void A_wrong_member_that_all_records_have_is_refused_with_its_path_and_rule(RefusedCase cases)
    {
        ArgumentNullException.ThrowIfNull(cases);
        var (path, value) = (cases.Membre, cases.Value);
        var example = path.StartsWith("ligneOrigine.", StringComparison.Ordinal) ? WithOrigine(Example()) : Example();
        Assert.Equal([(path, cases.Rule)], Faults(value is null ? example.Without(path) : example.With(path, value)));
    }

    [Fact]
    public void Every_member_that_all_records_have_is_read_as_by_the_streams_of_the_contract()
    {
        var record = WithOrigine(Example()).With("revision", "2").With("nature", "\"retenue\"").With("montant", "-4.50")
            .With("releve", "\"courrier\"").With("referenceSoin", "\"S-1\"").With("libelle", "\"Soin 255081416802538\"");
        var (read, expected) = (Taken(record), PaiementReader.Ro(Root(record.Text()), ExampleFile.Today).Paiement!);
        foreach (var member in typeof(PaiementEmis).GetProperties().Where(m => m.Name != "EqualityContract"))
        {
            Assert.Equal(member.GetValue(expected), member.GetValue(read));
        }

        Assert.Equal(("Soin [NIR]", "OPTIQUE"), (read.Libelle, read.Garantie));
    }

    [Theory]
    [InlineData("revision", "null")]
    [InlineData("releve", "null")]
    [InlineData("revision", "1.0")]
    [InlineData("ligne.ordre", "10e-1")]
    [InlineData("transmisLe", "\"2016-12-31T23:59:60Z\"")]
    [InlineData("transmisLe", "\"2025-11-14t17:02:11.123456789012345678z\"")]
    [InlineData("montant", "2.1e1")]
    public void What_the_rules_allow_is_read_however_it_is_written(string member, string value)
    {
        var record = Example().With(member, value);
        var expected = PaiementReader.Ro(Root(record.Text()), ExampleFile.Today).Paiement!;
        var read = Taken(record);
        Assert.Equal(
            (expected.Revision, expected.Releve, expected.Ligne, expected.TransmisLe, expected.Montant),
            (read.Revision, read.Releve, read.Ligne, read.TransmisLe, read.Montant));
    }

    [Theory]
    [InlineData("Montant", "99999999999.999")]
    [InlineData("MONTANT", "\"x\"")]
    [InlineData("AdherentId", "\"2550814168025\"")]
    [InlineData("Libelle", "\"255081416802538\"")]
    [InlineData("Ligne", "{}")]
    public void A_member_in_other_letters_is_unknown_where_a_rule_reads_its_name(string member, string value) =>
        Assert.Equal(Taken(Example()), Taken(Example().With(member, value)));

    [Fact]
    public void Records_of_MassTransit_write_decimals_as_text_and_enumerations_as_names()
    {
        var record = Example().With("montant", "\"4.50\"").With("canal", "\"CarteVitale\"");
        var read = PaiementReader.Autre(
            Root(record.Text()), ExampleFile.Today, fromMassTransit: true, OwnJson.Default.OwnPaiement).Paiement!;
        Assert.Equal((4.50m, Canal.CarteVitale), (read.Montant, read.Canal));
        Assert.Equal([("montant", Regle.TypeJson), ("canal", Regle.ValeurConnue)], Faults(record));
    }

    [Fact]
    public void Own_members_of_every_kind_are_read()
    {
        var read = Taken(Example().With("taille", "1.5").With("vrai", "true").With("faux", "false").With("notes", """["A",null]""")
            .With("detail", """{"options":[],"porteur":"B"}"""));
        Assert.Equal((1.5m, true, false), (read.Taille, read.Vrai, read.Faux));
        Assert.Equal(["A", null], read.Notes);
        Assert.Equal("B", read.Detail?.Porteur);
    }

    [Theory]
    [MemberData(nameof(PlacesOfNir))]
    public void A_NIR_in_a_member_of_its_own_is_refused_at_whatever_depth(string member, string value)
    {
        var name = char.ToLowerInvariant(member[0]) + member[1..];
        Assert.Equal([(name, Regle.NirInterdit)], Faults(Example().Without(name).With(member, value)));
    }

    [Theory]
    [InlineData("255081416802539")]
    [InlineData("255081416802537.6")]
    [InlineData("2550814168025380")]
    [InlineData("1e300")]
    public void A_number_without_the_key_of_a_NIR_is_one_of_its_own(string number) =>
        Assert.Empty(PaiementReader.Autre(
            Root(Example().With("plafonds", $"{{\"A\":1}}").Text().Insert(1, $"\"autre\":{number},")),
            ExampleFile.Today,
            fromMassTransit: false,
            OwnJson.Default.OwnPaiement).Rejets);

    [Fact]
    public void Thirteen_digits_in_a_member_of_its_own_are_no_NIR()
    {
        var read = Taken(Example().With("garantie", "\"2550814168025\"").With("plafonds", """{"2550814168025":1}"""));
        Assert.Equal(("2550814168025", 1m), (read.Garantie, read.Plafonds!["2550814168025"]));
    }

    [Fact]
    public void Its_own_rules_come_after_those_of_all_records()
    {
        var wrong = Example().With("garantie", "\"\"");
        Assert.Equal([("garantie", Regle.Requis)], Faults(wrong));
        Assert.Equal([("montant", Regle.DeuxDecimales)], Faults(wrong.With("montant", "1.234")));
        Assert.Equal(
            [("garantie", Regle.Requis), ("notes", Regle.NirInterdit)], Faults(wrong.With("notes", "[\"255081416802538\"]")));
        var without = PaiementReader.Autre(Root(wrong.Text()), ExampleFile.Today, fromMassTransit: false, OwnJson.Default.OwnPaiement);
        Assert.Equal("", Assert.IsType<OwnPaiement>(without.Paiement).Garantie);
    }

    [Theory]
    [InlineData("taille", "\"grand\"", "taille", Regle.TypeJson)]
    [InlineData("taille", "{}", "taille", Regle.TypeJson)]
    [InlineData("notes", "[1]", "notes[0]", Regle.TypeJson)]
    [InlineData("detail", "{\"porteur\":3}", "detail.porteur", Regle.TypeJson)]
    [InlineData("garantie", "\"\\ud800\"", "garantie", Regle.TypeJson)]
    [InlineData("plafonds", "{\"255081416802538\":\"x\"}", "plafonds.[NIR]", Regle.TypeJson)]
    [InlineData("plafonds", "{\"2550814168025\":\"x\"}", "plafonds.[NIR]", Regle.TypeJson)]
    [InlineData("\\ud800", "1", "", Regle.Json)]
    public void An_own_member_of_another_type_is_refused_with_its_path(string member, string value, string path, string rule)
    {
        var record = Example().With(member, value).Text();
        Assert.Equal([(path, rule)], Faults(record));
        Assert.Equal([(path, rule)], Faults($"{{\"{member}\":{value},{Example().Without(member).Text()[1..]}"));
    }

    [Fact]
    public void A_record_without_a_member_that_its_type_requires_is_refused()
    {
        Assert.Equal([("garantie", Regle.Requis)], Faults(Example().Without("garantie")));
        Assert.Equal([("", Regle.Objet)], Faults("[]"));
    }

    private static ExampleFile Example() => ExampleFile.Ro().With("garantie", "\"OPTIQUE\"");

    private static ExampleFile WithOrigine(ExampleFile example) => example.Without("ligneOrigine")
        .With("ligneOrigine.organisme", "\"010000506\"").With("ligneOrigine.decompte", "\"2025\"").With("ligneOrigine.ordre", "3");

    private static JsonElement Root(string json) => JsonDocument.Parse(json).RootElement;

    private static OwnPaiement Taken(ExampleFile example)
    {
        var (paiement, rejections) = Read(example.Text());
        Assert.Empty(rejections);
        return Assert.IsType<OwnPaiement>(paiement);
    }

    private static IEnumerable<(string Membre, string Regle)> Faults(ExampleFile example) => Faults(example.Text());

    private static IEnumerable<(string Membre, string Regle)> Faults(string json)
    {
        var (paiement, rejections) = Read(json);
        Assert.Null(paiement);
        return rejections.Select(r => (r.Membre, r.Regle));
    }

    private static PaiementReading Read(string json) => PaiementReader.Autre(
        Root(json), ExampleFile.Today, fromMassTransit: false, OwnJson.Default.OwnPaiement,
        p => p.Garantie is { Length: > 0 } ? [] : [Regle.Refuse(Regle.Requis, "garantie")]);
}

/// <summary>A payment line of a stream of an installation's own.</summary>
internal sealed record OwnPaiement : PaiementEmis
{
    public required string Garantie { get; init; }

    public decimal? Taille { get; init; }

    public bool? Vrai { get; init; }

    public bool? Faux { get; init; }

    public IReadOnlyList<string?>? Notes { get; init; }

    public OwnDetail? Detail { get; init; }

    public IReadOnlyDictionary<string, decimal>? Plafonds { get; init; }
}

/// <summary>An object of it.</summary>
internal sealed record OwnDetail(IReadOnlyList<string>? Options, string? Porteur);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(OwnPaiement))]
internal sealed partial class OwnJson : JsonSerializerContext;
