using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api.Search;

/// <summary>A transfer of several soins is found by what it brought in all, while the day has not too many lines to add up.</summary>
public sealed class TransferSumsTests
{
    private const int LignesPerBatchCount = 1_000;
    private static readonly DateOnly Day = new(2026, 1, 8);

    [SkippableFact]
    public async Task The_lines_of_a_day_are_added_up_unless_there_are_too_many()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.PlainSchema);
        await using var source = database.CreateSource();
        await using var services = Engines.Services();
        var engine = Engines.On(source, services, new ShiftedClock());
        ReceivedLigne[] paidAtOnce =
            [Scenario.Ro("one", beneficiaire: "payee"), Scenario.Ro("two", beneficiaire: "payee", dateSoin: "2026-01-06")];
        var company = Enumerable.Range(0, TransferSums.LignesMax - paidAtOnce.Length).Select(n => Scenario.Ro($"company-{n}"));
        foreach (var batch in paidAtOnce.Concat(company).Chunk(LignesPerBatchCount))
        {
            await engine.ReconcileLignesAsync(batch, default);
        }

        Assert.Equal(paidAtOnce.Length, (await FindAsync([], [Day])).Count);

        await engine.ReconcileLignesAsync([Scenario.Ro("too-many")], default);
        Assert.Empty(await FindAsync([], [Day]));
        Assert.Equal(paidAtOnce.Length, (await FindAsync(["A-payee"], [Day])).Count);

        Task<IReadOnlyList<Candidate>> FindAsync(IReadOnlyList<string> adherents, IReadOnlyList<DateOnly> days) =>
            new TransferSums(source).FindAsync(Montant.FromEuros(42m), adherents, days, Day, default);
    }
}
