using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.WorkLists;

/// <summary>There is one definition of the soins that need a person, and the indexes of the database are made with it.</summary>
public sealed class WorkListDefinitionTests
{
    [Fact]
    public void Each_list_has_a_situation_an_address_and_words_of_its_own()
    {
        Assert.Equal(WorkList.All.Count, WorkList.All.Select(l => l.Situation).Distinct().Count());
        Assert.Equal(WorkList.All.Count, WorkList.All.Select(l => l.Address).Distinct().Count());
        Assert.All(WorkList.All, l => Assert.All([l.Title, l.AmountLabel, l.Advice], Assert.NotEmpty));
        Assert.All(Enum.GetValues<Situation>(), s => Assert.Equal(WorkList.All.Any(l => l.Situation == s), WorkList.NeedsAPerson(s)));
    }

    [SkippableFact]
    public async Task The_partial_indexes_hold_the_situations_of_the_lists_and_no_other()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var source = database.CreateSource();
        await using var command = source.CreateCommand("""
            SELECT c.relname, pg_get_expr(i.indpred, i.indrelid)
            FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
            WHERE c.relname LIKE 'soin_a_traiter%'
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var seen = 0;
        for (; await reader.ReadAsync(); seen++)
        {
            var predicate = reader.GetString(1);
            Assert.Equal(
                WorkList.All.Select(l => (int)l.Situation).Order(),
                System.Text.RegularExpressions.Regex.Matches(predicate, @"(?<!smallint)\b\d+\b")
                    .Select(m => int.Parse(m.Value, System.Globalization.CultureInfo.InvariantCulture)).Order());
            Assert.Contains("remplace_par IS NULL", predicate, StringComparison.Ordinal);
        }

        Assert.Equal(3, seen);
    }
}
