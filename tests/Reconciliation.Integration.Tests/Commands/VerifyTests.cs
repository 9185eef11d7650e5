using System.Text;
using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Storage;
using Reconciliation.Tests;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Integration.Tests.Commands;

/// <summary>
/// Control finds nothing where nothing is wrong, even while engines run and deadlines pass, and each kind of damage where something is.
/// </summary>
public sealed class VerifyTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Now = new(2026, 1, 12, 10, 0, 0, TimeSpan.Zero);

    /// <summary>A damage, and the difference as which it must be found; the last member tells whether rebuilding mends it.</summary>
    public static TheoryData<string, FindingKind[]> Damages => new()
    {
        { """UPDATE soin SET vue = regexp_replace(vue::text, '"depense":[0-9.]+', '"depense":99.00')::json WHERE soin_id = $id""", [
            FindingKind.Vue, FindingKind.Journal] },
        { """UPDATE soin SET vue = regexp_replace(vue::text, '"auCompte":[0-9.-]+', '"auCompte":1234.00')::json WHERE soin_id = $id""", [
            FindingKind.Vue, FindingKind.Journal, FindingKind.Montants, FindingKind.Totaux] },
        { "UPDATE soin SET vue = '{}' WHERE soin_id = $id", [FindingKind.Illisible] },
        { "UPDATE soin SET adherent_id = 'X' WHERE soin_id = $id", [FindingKind.Colonnes] },
        { "UPDATE soin SET autres_adherents = ARRAY['X'] WHERE soin_id = $id", [FindingKind.Colonnes] },
        { "UPDATE soin SET situation = (situation + 1) % 8 WHERE soin_id = $id", [FindingKind.Colonnes] },
        { "UPDATE soin SET echeance = '2031-01-01' WHERE soin_id = $id", [FindingKind.Echeance] },
        { "DELETE FROM soin WHERE soin_id = $id", [FindingKind.Absent] },
        { """UPDATE journal SET vue = regexp_replace(vue::text, '"depense":[0-9.]+', '"depense":99.00')::json WHERE soin_id = $id""", [
            FindingKind.Journal] },
        { "DELETE FROM journal WHERE soin_id = $id AND version = (SELECT max(version) FROM journal WHERE soin_id = $id)", [
            FindingKind.Journal, FindingKind.Versions] },
        { "UPDATE journal SET version = version + 5 WHERE soin_id = $id", [FindingKind.Journal, FindingKind.Versions] },
        { "DELETE FROM ligne WHERE position = (SELECT min(position) FROM ligne WHERE nature = 0)", [FindingKind.Reception] },
        { "UPDATE ligne SET montant = montant + 1 WHERE position = (SELECT min(position) FROM ligne)", [
            FindingKind.Totaux, FindingKind.Reception] },
        { "UPDATE reception SET centimes = centimes + 1 WHERE reception_id = (SELECT min(reception_id) FROM "
            + "reception WHERE source IS NOT NULL)", [FindingKind.Reception] },
        { "UPDATE reception SET recues = recues + 1 WHERE origine IS NOT NULL", [FindingKind.Quarantaine] },
        { "DELETE FROM quarantaine", [FindingKind.Quarantaine] },
        { "DELETE FROM ligne_non_rattachee WHERE ligne = (SELECT min(ligne) FROM ligne_non_rattachee)", [FindingKind.NonRattachees] },
        { "INSERT INTO ligne_non_rattachee SELECT beneficiaire_id, date_soin, 'ro', adherent_id, 1, 5, paye_le FROM ligne LIMIT 1", [
            FindingKind.NonRattachees] },
        { "DELETE FROM lien WHERE (beneficiaire_id, date_soin) = (SELECT beneficiaire_id, date_soin FROM lien LIMIT 1)", [
            FindingKind.Liens] },
        { "INSERT INTO relais (nom, transaction, position) VALUES ('soins', '9999999999', 1)", [FindingKind.Relais] },
    };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(41, LongRun.Size(usual: 1, wanted: 4))];

    [SkippableTheory]
    [MemberData(nameof(Seeds))]
    public async Task Nothing_differs_after_a_random_run_nor_once_deadlines_have_passed_unjudged(int seed)
    {
        output.WriteLine($"Seed {seed}.");
        await using var stored = await StoredPayments.FillAsync(Now, new RandomPayments(seed).Make(500), batch: 23);

        var before = await stored.Control.VerifyAsync(_ => { }, default);
        stored.Clock.Move(TimeSpan.FromDays(40));
        var after = await stored.Control.VerifyAsync(_ => { }, default);

        Assert.Empty(before.Differences);
        Assert.Empty(after.Differences);
        Assert.True(after.Due > 0 && before.Due == 0, $"{before.Due} {after.Due}");
        Assert.Equal(await stored.Control.CountLignesAsync(default), before.Lignes);
        Assert.All(before.Totals.Values, t => Assert.Equal(0, t.Ecart));
        Assert.True(
            before.Totals.Values.Sum(t => t.NonRattachees) != 0 && before.Totals.Values.Sum(t => t.Replaced) != 0,
            "The totals have every part.");
    }

    [SkippableFact]
    public async Task Nothing_differs_while_engines_write()
    {
        var random = new RandomPayments(43);
        var lines = random.Shuffle(random.Make(500));
        await using var stored = await StoredPayments.FillAsync(Now, []);
        var writing = Parallel.ForEachAsync(lines.Chunk(9), new ParallelOptions { MaxDegreeOfParallelism = 3 }, async (batch, ct) =>
            await Insist.UntilDoneAsync(() => stored.Engine.ReconcileLignesAsync(batch, ct)));
        var looks = 0;
        do
        {
            Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
            looks++;
        }
        while (!writing.IsCompleted);

        await writing;
        output.WriteLine($"{looks} looks.");
        Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
    }

    [SkippableTheory]
    [MemberData(nameof(Damages))]
    public async Task Each_damage_is_found_as_what_it_is(string damage, FindingKind[] expected)
    {
        await using var stored = await StoredPayments.FillAsync(Now, new RandomPayments(44).Make(60));
        await RefuseOneAsync(stored);
        var soin = (await stored.ColumnAsync(
            "SELECT soin_id::text FROM soin WHERE remplace_par IS NULL AND echeance IS NOT NULL AND version > 1 ORDER BY soin_id"))
            .Concat(await stored.ColumnAsync("SELECT soin_id::text FROM soin WHERE remplace_par IS NULL ORDER BY version DESC, soin_id"))
            .First();
        Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);

        Assert.True(await stored.ExecuteAsync(damage.Replace("$id", $"'{soin}'", StringComparison.Ordinal)) > 0, damage);
        var found = (await stored.Control.VerifyAsync(_ => { }, default)).Differences;

        output.WriteLine(string.Join("\n", found));
        Assert.All(expected, nature => Assert.Contains(found, d => d.Nature == nature));
        if (damage.Contains("$id", StringComparison.Ordinal))
        {
            Assert.All(found.Where(d => d.SoinId is not null), d => Assert.Equal(soin, d.SoinId.ToString()));
        }
    }

    [SkippableFact]
    public async Task The_command_says_by_its_code_whether_all_is_well_and_names_soins_and_no_member()
    {
        await using var stored = await StoredPayments.FillAsync(Now, new RandomPayments(45).Make(200));
        var environment = new Dictionary<string, string> { ["RECONCILIATION_POSTGRES"] = stored.ConnectionString };
        var report = Path.GetTempFileName();
        try
        {
            var well = await ReconProcess.RunAsync(environment, "verify");
            await stored.ExecuteAsync("UPDATE soin SET adherent_id = 'X' WHERE soin_id = (SELECT min(soin_id::text)::uuid FROM soin)");
            var ill = await ReconProcess.RunAsync(environment, "verify", "--json", report);

            Assert.True((well.Code, ill.Code) == (0, 2), well.Output + well.Errors + ill.Output + ill.Errors);
            Assert.Contains("Aucune différence.", well.Output, StringComparison.Ordinal);
            var soin = Assert.Single(await stored.ColumnAsync("SELECT min(soin_id::text) FROM soin"));
            Assert.Contains($"DIFFÉRENCE colonnes {soin}", ill.Output, StringComparison.Ordinal);
            var json = await File.ReadAllTextAsync(report);
            var root = JsonDocument.Parse(json).RootElement;
            var difference = Assert.Single(root.GetProperty("differences").EnumerateArray());
            Assert.Equal(
                ("colonnes", soin), (difference.GetProperty("nature").GetString()!, difference.GetProperty("soinId").GetString()!));
            Assert.All(root.GetProperty("totaux").EnumerateArray(), t => Assert.Equal(0, t.GetProperty("ecart").GetInt64()));
            Assert.Equal(200, root.GetProperty("totaux").EnumerateArray().Sum(t => t.GetProperty("recues").GetInt64()));
            Assert.DoesNotMatch("\"[AB][0-9]+\"", json);
        }
        finally
        {
            File.Delete(report);
        }
    }

    private static Task RefuseOneAsync(StoredPayments stored) => QuarantaineStore.DepositAsync(
        stored.Database, [new("essai", Part.Ro, Encoding.UTF8.GetBytes("{"), [Regle.Refuse(Regle.Json, "")])], Now, default);
}
