using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Nir;

/// <summary>A NIR that is sent by mistake, in whatever clothes, is in no table, no log line and no answer afterwards.</summary>
public sealed partial class NirTests(SharedRabbitInstance shared) : IClassFixture<SharedRabbitInstance>
{
    private static int _orders;

    public static TheoryData<string> Guises => new(
        "13", "15", "15 en groupes", "corse", "corse minuscule", "corse 15", "nombre", "nombre 15", "echappe", "dans un texte",
        "beneficiaire", "membre inconnu", "nombre inconnu", "membre imbrique", "nom de membre", "enveloppe", "evenement",
        "tronque", "tronque echappe", "texte libre", "texte libre corse", "binaire");

    [SkippableTheory]
    [MemberData(nameof(Guises))]
    public async Task Sent_over_http_or_the_bus_it_leaves_no_trace(string habit)
    {
        var instance = await shared.StartAsync();
        await using var broker = await Broker.ConnectAsync(await shared.VirtualHostAsync());
        var mark = $"NIR-{Interlocked.Increment(ref _orders)}";
        var nir = Nir13(habit.StartsWith("corse", StringComparison.Ordinal) || habit == "texte libre corse" ? "2A" : "78");
        var body = Dress(habit, nir, mark);

        var answer = await instance.PostRawAsync("/v1/paiements/ro", body);
        await broker.PublishAsync(Part.Ro.Queue, body);

        Assert.True(answer.Status is 400 or 422, $"{answer.Status} {answer.Text}");
        Assert.DoesNotContain(nir[1..], Nu(answer.Text), StringComparison.Ordinal);
        await Eventually.HoldsAsync("what came over the bus is in quarantine", async () => await instance.CountAsync(
            "SELECT count(*) FROM quarantaine WHERE origine = $1 AND position($2 IN corps) > 0",
            Part.Ro.Queue,
            Encoding.UTF8.GetBytes(mark + ".")) == 1);
        await LeavesNoTraceAsync(instance, nir);
    }

    [SkippableFact]
    public async Task In_a_label_it_is_taken_out_and_neither_the_broker_nor_the_database_has_it()
    {
        var instance = await shared.StartAsync();
        var nir = Nir13("78");
        var answer = await instance.PostRawAsync(
            "/v1/paiements/ro",
            Encoding.UTF8.GetBytes(
                PaymentRecords.Ro("LIBELLE").With("libelle", $"Consultation {nir}").With("inconnu", nir).ToJsonString()));
        Assert.Equal(202, answer.Status);
        await Eventually.HoldsAsync("the payment is a soin", async () => (await instance.SoinsAsync("LIBELLE")).Count == 1);
        Assert.Equal("Consultation [NIR]", (await instance.SoinsAsync("LIBELLE"))[0].GetProperty("libelle").GetString());
        await LeavesNoTraceAsync(instance, nir);
    }

    [SkippableFact]
    public async Task Asked_for_by_mistake_it_is_refused_without_being_repeated()
    {
        var instance = await shared.StartAsync();
        var nir = Nir13("78");
        foreach (var path in new[]
        {
            $"/v1/adherents/{nir}/soins", $"/v1/adherents/{nir}{Cle(nir)}/soins", $"/v1/adherents/{nir}/soins?{nir}=1",
            $"/v1/adherents/A1/soins?{nir}=1", $"/v1/adherents/A1/soins?curseur={nir}", $"/v1/adherents/A1/soins?du={nir}",
        })
        {
            var answer = await instance.ReadAsync(path, Scopes.Espace, Scopes.Support);
            answer.Problem(400);
            Assert.DoesNotContain(nir[1..], answer.Text, StringComparison.Ordinal);
        }

        Assert.Equal(404, (await instance.ReadAsync($"/v1/soins/{nir}", Scopes.Espace)).Status);
        Assert.DoesNotContain(nir[1..], (await instance.AskAsync(HttpMethod.Get, "/metrics", null)).Text, StringComparison.Ordinal);
        await LeavesNoTraceAsync(instance, nir);
    }

    [SkippableFact]
    public async Task The_search_for_traces_finds_one()
    {
        var instance = await shared.StartAsync();
        var nir = Nir13("2B");
        await instance.RowsAsync("INSERT INTO relais (nom, transaction, position) VALUES ($1, '0', 0)", $"x {nir.ToLowerInvariant()} y");
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => LeavesNoTraceAsync(instance, nir));
        await instance.RowsAsync("DELETE FROM relais WHERE nom LIKE 'x %'");
    }

    private static byte[] Dress(string habit, string nir, string mark)
    {
        var ro = PaymentRecords.Ro(mark + ".");
        var text = habit switch
        {
            "13" or "corse" => ro.With("adherentId", nir).ToJsonString(),
            "15" or "corse 15" => ro.With("adherentId", nir + Cle(nir)).ToJsonString(),
            "15 en groupes" =>
                ro.With("adherentId", $"{nir[0]} {nir[1..3]} {nir[3..5]} {nir[5..7]} {nir[7..10]} {nir[10..]} {Cle(nir)}").ToJsonString(),
            "corse minuscule" => ro.With("adherentId", nir.ToLowerInvariant()).ToJsonString(),
            "nombre" => ro.WithRaw("adherentId", nir),
            "nombre 15" => ro.WithRaw("adherentId", nir + Cle(nir)),
            "echappe" => ro.WithRaw("adherentId", $"\"{Escape(nir)}\""),
            "dans un texte" => ro.With("adherentId", $"n° {nir}, madame").ToJsonString(),
            "beneficiaire" => ro.With("beneficiaireId", nir).ToJsonString(),
            "membre inconnu" => ro.With("numeroSecuriteSociale", nir).Without("montant").ToJsonString(),
            "nombre inconnu" => ro.Without("montant").WithRaw("nir", nir),
            "membre imbrique" => ro.Without("montant").WithRaw("assure", $$"""{"identites":[{"nir":"{{nir}}"},{{nir}}]}"""),
            "nom de membre" => ro.Without("montant").With(nir, "x").ToJsonString(),
            "enveloppe" =>
                $$"""{"messageType":["urn:message:X"],"headers":{"assure":"{{nir}}"},"""
                + $$""" "message":{{ro.With("adherentId", nir).ToJsonString()}} }""",
            "evenement" => ro.With("evenementId", nir + Cle(nir)).Without("montant").ToJsonString(),
            "tronque" => ro.With("adherentId", nir).ToJsonString()[..^20],
            "tronque echappe" => ro.WithRaw("adherentId", $"\"{Escape(nir)}\"")[..^20],
            "binaire" => $"\u0001\u0002 {mark}. {nir} \u0003",
            _ => $"{mark}. Bonjour, voici le numéro : {nir} ; à bientôt",
        };
        return habit == "binaire" ? [0xff, 0xc3, .. Encoding.Latin1.GetBytes(text), 0x80] : Encoding.UTF8.GetBytes(text);
    }

    private static string Escape(string text) => string.Concat(text.Select(c => $"\\u{(int)c:x4}"));

    // A number of its own for each test: the year and the order make it so.
    private static string Nir13(string department) => $"18505{department}006{100 + Interlocked.Increment(ref _orders)}";

    private static string Cle(string nir)
    {
        var count = long.Parse(
            nir.Replace("2A", "19", StringComparison.Ordinal).Replace("2B", "18", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        return (97 - (count % 97)).ToString("00", CultureInfo.InvariantCulture);
    }

    // Without the characters that people and formats put between or instead of the digits.
    private static string Nu(string text) => Separators().Replace(
        Escapes().Replace(text, e => ((char)int.Parse(e.ValueSpan[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()),
        "").ToUpperInvariant();

    private async Task LeavesNoTraceAsync(TestInstance instance, string nir)
    {
        var columns = await instance.RowsAsync("""
            SELECT table_name, column_name, data_type FROM information_schema.columns
            WHERE table_schema = 'public' AND data_type IN ('text', 'json', 'jsonb', 'bytea', 'ARRAY', 'character varying', 'uuid')
            """);
        Assert.Contains(columns, c => c is ["quarantaine", "corps", "bytea"]);
        foreach (var column in columns)
        {
            var readable = column[2] is "bytea" ? $"encode(\"{column[1]}\", 'escape')" : $"\"{column[1]}\"::text";
            var values = await instance.RowsAsync($"SELECT {readable} FROM \"{column[0]}\"");
            Assert.False(
                values.Exists(v => v[0] is string text && Nu(text).Contains(nir[1..], StringComparison.Ordinal)),
                $"{column[0]}.{column[1]}");
        }

        Assert.DoesNotContain(shared.Log.Lines, ligne => Nu(ligne).Contains(nir[1..], StringComparison.Ordinal));
    }

    [GeneratedRegex(@"[\s.\-]")]
    private static partial Regex Separators();

    [GeneratedRegex(@"\\u[0-9a-fA-F]{4}")]
    private static partial Regex Escapes();
}
