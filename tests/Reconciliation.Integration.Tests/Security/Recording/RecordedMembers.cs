using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reconciliation.Integration.Tests.Api;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Quarantine;
using Xunit;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>
/// Members whose number, day, amount and text are theirs alone, so that an answer shows by itself whose data it holds: two parents of one
/// child, a third whose line is in the same transfer, soins that need a person, and messages in quarantine that name one in various ways.
/// </summary>
internal sealed class RecordedMembers
{
    public const string Transfer = "VIR-ENR";

    private static readonly string[] Names = ["ENR-A", "ENR-B", "ENR-C", "ENR-D", "ENR-E", "ENR-F"];

    /// <summary>Soins: of A (beside a line of B), of E (a gap), of F replaced and the one that took its lines.</summary>
    public required JsonElement A { get; init; }

    public required JsonElement E { get; init; }

    public required JsonElement Replaced { get; init; }

    /// <summary>Messages: one of D, one that names B in a label, one that was replayed, and one that is to be.</summary>
    public required IReadOnlyList<long> Messages { get; init; }

    public static string Id(JsonElement vue) => vue.GetProperty("soinId").GetString()!;

    public static string Tag(JsonElement vue) =>
        Storage.VersionTag.Of(vue.GetProperty("version").GetInt32(), vue.GetRawText()).ToString();

    public static async Task<RecordedMembers> CreateAsync(TestInstance instance)
    {
        await instance.RoAsync(Ro(0).With("beneficiaireId", "ENFANT-ENR"), Ro(1).With("beneficiaireId", "ENFANT-ENR")
            .With("dateSoin", Day(0)).With("professionnelId", "10003456700"), Ro(2));
        await instance.RoAsync(Ro(4), Ro(5));
        await instance.ComplementairesAsync(
            PaymentRecords.Complementaire(Names[4]).With("dateSoin", Day(4)).With("depense", Cost(4)).With("montantRoDeclare", 5.00m)
                .With("montant", 3.33m),
            PaymentRecords.Complementaire(Names[5]).With("dateSoin", Day(5)).With("depense", Cost(5)).With("montant", 4.44m)
                .With("montantRoDeclare", 1.00m).With("professionnelId", "10003456799"));
        var pair = await instance.SoinsAsync(Names[5]);
        var linked = await Deciding.DecideAsync(instance, pair[0], Deciding.Lignes("lier", Names[5]));
        Assert.True(linked.Status == 201, linked.Text);
        return new()
        {
            A = Assert.Single(await instance.SoinsAsync(Names[0])),
            E = Assert.Single(await instance.SoinsAsync(Names[4])),
            Replaced = await ReplacedAsync(instance, pair),
            Messages =
            [
                await instance.RefusedAsync(Ro(3).WithRaw("taux", "170")),
                await instance.RefusedAsync("""{"libelle":"Remboursement de ENR-B","taux":170}"""),
                await ReplayedAsync(instance),
                await instance.RefusedAsync(Ro(3).With("evenementId", "ev-2").WithRaw("taux", "171")),
            ],
        };
    }

    /// <summary>The members of whom a text holds a number, a day, an amount or a label.</summary>
    public static IReadOnlyList<string> In(string text)
    {
        var plain = text.Replace('\u00a0', ' ').Replace('\u202f', ' ');
        return [.. Names.Where((name, i) => Marks(name, i).Any(m => plain.Contains(m, StringComparison.Ordinal)))];
    }

    public static JsonObject Ro(int member)
    {
        var record = PaymentRecords.Ro(Names[member])
            .With("dateSoin", Day(member)).With("depense", Cost(member)).With("base", Cost(member)).With("montant", Amount(member))
            .With("libelle", $"Acte de {Names[member]}");
        return member < 3 ? record.With("virement", Transfer) : record;
    }

    private static IEnumerable<string> Marks(string name, int i)
    {
        yield return name;

        // A's day is B's: they care for one child.
        foreach (var day in i < 2 ? [] : new[] { Day(i), $"{Day(i)[8..]}/10/2025", $"{Day(i)[8..]} octobre 2025" })
        {
            yield return day;
        }

        foreach (var amount in new[] { Amount(i), Cost(i) })
        {
            var text = amount.ToString(CultureInfo.InvariantCulture);
            yield return text;
            yield return text.Replace('.', ',');
        }
    }

    private static string Day(int i) => $"2025-10-{(i == 1 ? 11 : 11 + i)}";

    private static decimal Amount(int i) => 171.01m + (i * 11.01m);

    private static decimal Cost(int i) => 633.07m + (i * 13.03m);

    private static async Task<JsonElement> ReplacedAsync(TestInstance instance, IReadOnlyList<JsonElement> pair)
    {
        foreach (var soin in pair)
        {
            using var client = instance.Client(Hosting.Scopes.Espace);
            using var answer = await client.GetAsync(new Uri($"/v1/soins/{Id(soin)}", UriKind.Relative));
            if ((int)answer.StatusCode == 307)
            {
                return soin;
            }
        }

        throw new InvalidOperationException("No soin was replaced.");
    }

    private static async Task<long> ReplayedAsync(TestInstance instance)
    {
        var id = await instance.RefusedAsync(Ro(3).With("evenementId", "ev-3").WithRaw("taux", "172"));
        var answer = await instance.ReplayAsync(id, body: QuarantineCalls.Corrected(Ro(3).With("evenementId", "ev-3")));
        Assert.True(answer.Status == 202, answer.Text);
        return id;
    }
}
