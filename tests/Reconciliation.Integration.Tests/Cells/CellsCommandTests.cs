using Npgsql;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Cells;

/// <summary><c>recon cells</c> and the number of cells, as an operator meets them.</summary>
public sealed class CellsCommandTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 20, 9, 0, 0, TimeSpan.Zero);

    private static readonly TestTemplate Nothing = new("nothing", _ => Task.CompletedTask);

    [SkippableTheory]
    [InlineData("3")]
    [InlineData(" 3\n")]
    public async Task A_new_database_gets_the_cells_that_the_setting_says_and_keeps_them(string number)
    {
        await using var database = await TestDatabase.CreateAsync(Nothing);
        await SucceedsAsync(database.ConnectionString, number, "migrate");

        var list = await SucceedsAsync(database.ConnectionString, null, "cells", "list");
        Assert.Equal(
            ["cellule_00", "cellule_01", "cellule_02"], list.Split().Where(w => w.StartsWith("cellule_", StringComparison.Ordinal)));
        await SaysAsync("La base a 3 cellules", database.ConnectionString, null, "cells", "status");
        Assert.DoesNotContain("effet", await SucceedsAsync(database.ConnectionString, null, "migrate"), StringComparison.Ordinal);
        await SaysAsync("n'a pas d'effet", database.ConnectionString, "5", "migrate");
        Assert.Equal(3, await CountAsync(database.ConnectionString));
    }

    [SkippableFact]
    public async Task A_database_that_has_payments_is_parted_when_somebody_says_so()
    {
        await using var stored = await StoredPayments.FillAsync(Now, new RandomPayments(85).Make(80), template: CellDatabases.PlainOf(1));
        await SaysAsync("une seule cellule", stored.ConnectionString, null, "cells", "status");
        await SaysAsync("recon cells split 4", stored.ConnectionString, "4", "migrate");
        Assert.Equal(1, await CountAsync(stored.ConnectionString));

        await SaysAsync("La base a 4 cellules", stored.ConnectionString, null, "cells", "split", "4");

        Assert.Equal(4, await CountAsync(stored.ConnectionString));
        Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
        var (again, _, sentence) = await RunAsync(stored.ConnectionString, null, "cells", "split", "8");
        Assert.Equal(1, again);
        Assert.Contains("4 cells", sentence, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task What_a_cell_lacks_is_named()
    {
        await using var database = await TestDatabase.CreateAsync(CellDatabases.Of(2));
        await ExecuteAsync(database, "ALTER TABLE lien DETACH PARTITION cellule_01.lien; DROP INDEX ligne_virement_court");
        await ExecuteAsync(database, "CREATE INDEX ligne_virement_court ON ONLY ligne (virement, position)");

        var (code, output, _) = await RunAsync(database.ConnectionString, null, "cells", "status");

        Assert.Equal(2, code);
        Assert.Contains("cellule_01.lien", output, StringComparison.Ordinal);
        Assert.Contains(
            "cellule_00.ligne_virement_court, cellule_01.lien, cellule_01.ligne_virement_court", output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_cell_that_is_gone_is_missed_and_nothing_is_judged_without_it()
    {
        await using var database = await TestDatabase.CreateAsync(CellDatabases.Of(2));
        await ExecuteAsync(database, "DROP SCHEMA cellule_01 CASCADE");

        var (code, output, _) = await RunAsync(database.ConnectionString, null, "cells", "status");
        var (rebuilt, _, refusal) = await RunAsync(database.ConnectionString, null, "rebuild");

        Assert.Equal(2, code);
        Assert.Contains("La base a 2 cellules", output, StringComparison.Ordinal);
        Assert.All(CellLayout.Tables, table => Assert.Contains($"cellule_01.{table}", output, StringComparison.Ordinal));
        Assert.Equal(1, rebuilt);
        Assert.Contains("cellule_01.soin", refusal, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_table_of_ones_own_is_no_cell_and_a_cell_may_have_any_name()
    {
        await using var one = await TestDatabase.CreateAsync(CellDatabases.Of(1));
        await ExecuteAsync(one, "CREATE TABLE archive () INHERITS (ligne)");
        await SaysAsync("une seule cellule", one.ConnectionString, null, "cells", "status");
        await using var two = await TestDatabase.CreateAsync(CellDatabases.Of(2));
        await ExecuteAsync(two, "ALTER SCHEMA cellule_01 RENAME TO zone_b");
        await SaysAsync("Toutes sont complètes", two.ConnectionString, null, "cells", "status");
        await SaysAsync("zone_b", two.ConnectionString, null, "cells", "list");
    }

    [SkippableTheory]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("-1")]
    [InlineData("quatre")]
    [InlineData("1.5")]
    public async Task A_number_of_cells_that_is_none_is_refused_in_one_sentence(string number)
    {
        await using var database = await TestDatabase.CreateAsync(Nothing);
        var (code, _, errors) = await RunAsync(database.ConnectionString, number, "migrate");
        Assert.Equal(1, code);
        Assert.Contains($"from 1 to {CellLayout.CellsMax}", errors, StringComparison.Ordinal);

        var (split, _, why) = await RunAsync(database.ConnectionString, null, "cells", "split", number);
        Assert.Equal(1, split);
        Assert.Contains($"de 2 à {CellLayout.CellsMax}", why, StringComparison.Ordinal);
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var source = database.CreateSource();
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task SaysAsync(string words, string database, string? cells, params string[] arguments) =>
        Assert.Contains(words, await SucceedsAsync(database, cells, arguments), StringComparison.Ordinal);

    private static async Task<string> SucceedsAsync(string database, string? cells, params string[] arguments)
    {
        var (code, output, errors) = await RunAsync(database, cells, arguments);
        Assert.True(code == 0, output + errors);
        return output;
    }

    private static Task<(int Code, string Output, string Errors)> RunAsync(string database, string? cells, params string[] arguments)
    {
        var environment = new Dictionary<string, string> { ["RECONCILIATION_POSTGRES"] = database };
        if (cells is not null)
        {
            environment["RECONCILIATION_CELLULES"] = cells;
        }

        return ReconProcess.RunAsync(environment, arguments);
    }

    private static async Task<int> CountAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        return await CellLayout.CountAsync(source, default);
    }
}
