using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Integration.Tests.Cells;

/// <summary>
/// The engine on several cells: each statement of the hot path reads those of its own beneficiaries only. Those that cannot are named, with
/// the reason.
/// </summary>
public sealed class CellStatementTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Cells = 16;

    private static readonly HashSet<string> OfTheirBeneficiaries =
    [
        nameof(LigneTable.InsertLignes),
        nameof(LigneTable.ReadLignes),
        nameof(DecisionTable.ReadDecisions),
        nameof(SoinTable.ReadSoins),
        nameof(DecisionTable.InsertDecision),
        nameof(TieSql.NoteDecisionTies),
        nameof(JournalTable.WriteSoins),
        nameof(NonRattacheesTable.EraseNonRattachees),
        nameof(NonRattacheesTable.WriteNonRattachees),
        nameof(TieSql.TiedJournees),
    ];

    private static readonly Dictionary<string, string> OfAll = new()
    {
        [nameof(TieSql.NoteTies)] = "looks for lines by their names: another beneficiary may have the same",
        [nameof(TieSql.NoteNames)] = "the same, of names that another beneficiary has",
        [nameof(SoinTable.DueJournees)] = "looks for what is due, whoever it is of; once for 500 soins",
    };

    // They read none of these tables, as those of the journal, which is one for all cells; or not while payments are processed.
    private static readonly HashSet<string> Elsewhere =
    [
        nameof(JournalSql.ReadJournal),
        nameof(JournalSql.ReadJournalWithoutVues),
        nameof(JournalSql.ReadJournalVues),
        nameof(JournalSql.ReadJournalOfAdherent),
        nameof(JournalSql.LastPlace),
        nameof(JournalSql.FirstAfter),
        nameof(JournalSql.ReadVersions),
        nameof(AdvisoryLocks.LockJournees),
        nameof(CompteurTable.WriteCounters),
        nameof(QuarantaineTable.PutIntoQuarantaine),
        nameof(QuarantaineTable.ConcludeQuarantaine),
        nameof(QuarantaineTable.ClaimQuarantaine),
        nameof(QuarantaineTable.ReleaseQuarantaine),
        nameof(QuarantaineTable.NameAlso),
        nameof(FollowUpTable.WriteFollowUp),
        nameof(ReceptionTable.NoteReceptions),
        nameof(ReceptionTable.CountQuarantaine),
        nameof(TieSql.RedoTies),
        nameof(TieSql.MissingTies),
        nameof(TieSql.EraseTies),
        nameof(TieSql.LeadingTo),
        nameof(TieSql.TiesOf),
        nameof(TieSql.EraseDeadTies),
        nameof(TieSql.EraseIdleTies),
        nameof(TieSql.TiedToOthers),
        nameof(TieSql.TiedAndGone),
        nameof(TieSql.EraseTiesOfNothing),
        nameof(LockedNames.ReadNames),
        nameof(FollowUpTable.ReadFollowUps),
        nameof(FollowUpTable.ReadProposals),
        nameof(FollowUpTable.CountRefused),
        nameof(AdvisoryLocks.UnlockAll),
        nameof(DictionnaireTable.InForce),
        nameof(DictionnaireTable.All),
        nameof(DictionnaireTable.Adopt),
        nameof(DictionnaireTable.Unalterable),
    ];

    private TestDatabase _database = null!;
    private PlansSeen _plans = null!;
    private ServiceProvider _services = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(CellDatabases.Of(Cells));
        _plans = PlansSeen.On(_database.ConnectionString);
        _services = Engines.Services();
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _plans.DisposeAsync();
        await _database.DisposeAsync();
    }

    [SkippableFact]
    public async Task Each_statement_of_the_hot_path_reads_the_cells_that_it_must()
    {
        Assert.Equal(PlansSeen.AllNames.Order(), OfTheirBeneficiaries.Concat(OfAll.Keys).Concat(Elsewhere).Order());
        var engine = Engines.On(_plans.Source, _services, new ShiftedClock());
        var seen = new List<PlanSeen>();

        // A company for those who are looked at, so that cells have rows.
        await engine.ReconcileLignesAsync([.. Enumerable.Range(0, 200).Select(n => Scenario.Ro($"company-{n}"))], default);
        _plans.Take();

        await StepAsync(() => engine.ReconcileLignesAsync([Scenario.Ro("one")], default), "B-one");
        await StepAsync(
            () => engine.ReconcileLignesAsync([Scenario.Ro("one-cancelled", -21m, Contracts.Nature.Annulation, "one")], default), "B-one");
        await StepAsync(
            () => engine.ReconcileLignesAsync([Scenario.Ro("lost", -21m, Contracts.Nature.Annulation, "never-came")], default),
            "B-never-came");
        await StepAsync(() => engine.ReconcileLignesAsync([Moved("one", to: "two")], default), "B-one", "B-two");
        await StepAsync(() => engine.RejudgeAsync([new("B-one", new(2026, 1, 5))], default), "B-one", "B-two");

        var company = (await new VueQueries(_plans.Source).SoinsAsync(new("A-company-1", null, null, [], null, 10), default))[0];
        _plans.Take();
        var remark = new DecisionDemandee { Type = TypeDeDecision.Annoter, Motif = "vu" };
        var asked = new DecisionRequest
        {
            SoinId = company.SoinId,
            Journee = company.Journee,
            Seen = company.Tag,
            Author = "agent",
            Content = remark,
        };
        await StepAsync(() => engine.DecideAsync(asked, default), company.BeneficiaireId);

        // Calls from outside read without naming a beneficiary: all cells, an index range of each.
        await ReadAsync(company);
        seen.AddRange(_plans.Take());
        foreach (var plan in seen.Where(p => p.Name is not null))
        {
            output.WriteLine($"{plan.Name}: {(plan.Cells.Count == 0 ? "no cell" : string.Join(' ', plan.Cells.Order()))}");
        }

        foreach (var name in OfTheirBeneficiaries.Concat(OfAll.Keys))
        {
            Assert.Contains(seen, p => p.Name == name);
        }

        foreach (var (name, reason) in OfAll)
        {
            Assert.True(
                seen.Where(p => p.Name == name).Max(p => p.Cells.Count) > 1,
                $"{name} needs no excuse ({reason}): it reads one cell.");
        }

        async Task StepAsync(Func<Task> work, params string[] beneficiaries)
        {
            await work();
            var own = await OwnAsync(beneficiaries);
            var plans = _plans.Take();
            seen.AddRange(plans);
            Assert.All(plans.Where(p => p.Name is not null && !OfAll.ContainsKey(p.Name)), plan => Assert.True(
                plan.Cells.IsSubsetOf(own),
                $"{plan.Name} reads cells {string.Join(' ', plan.Cells)}, not only {string.Join(' ', own)}."));
        }
    }

    // The cells in which the rows of these beneficiaries are, in every table: those that the hash of the beneficiary gives.
    private async Task<HashSet<int>> OwnAsync(string[] beneficiaries)
    {
        await using var plain = NpgsqlDataSource.Create(_database.ConnectionString + ";Pooling=false");
        await using var command = plain.CreateCommand($"""
            SELECT n FROM unnest($1) AS b(id), generate_series(0, {Cells - 1}) AS n
            WHERE satisfies_hash_partition('soin'::regclass, {Cells}, n, b.id)
            """);
        command.Parameters.Add(new() { Value = beneficiaries });
        await using var reader = await command.ExecuteReaderAsync();
        var own = new HashSet<int>();
        while (await reader.ReadAsync())
        {
            own.Add(reader.GetInt32(0));
        }

        return own;
    }

    private async Task ReadAsync(StoredVue soin)
    {
        await DueJournees.DueJourneesAsync(_plans.Source, new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), 500, default);
        await new VueQueries(_plans.Source).SoinsAsync(new(soin.AdherentIds[0], null, null, [], null, 10), default);
    }

    // A later revision of a line, which says that it is of somebody else.
    private static ReceivedLigne Moved(string decompte, string to)
    {
        var content = JsonNode.Parse(Scenario.Ro(decompte, revision: 2).Content)!.AsObject();
        (content["adherentId"], content["beneficiaireId"]) = ("A-" + to, "B-" + to);
        return PaymentReader.Read(Part.Ro, Encoding.UTF8.GetBytes(content.ToJsonString()), new(2026, 1, 31), PaymentStreams.Product).Ligne!;
    }
}
