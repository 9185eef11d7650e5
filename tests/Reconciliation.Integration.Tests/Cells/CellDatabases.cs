using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;

namespace Reconciliation.Integration.Tests.Cells;

/// <summary>Databases of one, two, five and sixteen cells, with the schema and nothing in it.</summary>
internal static class CellDatabases
{
    /// <summary>The numbers of cells.</summary>
    public static readonly int[] Counts = [1, 2, 5, 16];

    private static readonly Dictionary<int, TestTemplate> Packed =
        Counts.ToDictionary(n => n, n => new TestTemplate($"cells_{n}", connectionString => MigrateAsync(connectionString, n)));

    private static readonly Dictionary<int, TestTemplate> Plain = Counts.ToDictionary(n => n, n => new TestTemplate(
        $"plain_cells_{n}",
        async connectionString =>
        {
            await MigrateAsync(connectionString, n);
            await TestInstance.LeavePlainAsync(connectionString);
        }));

    /// <summary>One with the schema of the product.</summary>
    /// <param name="cells">The number of cells.</param>
    public static TestTemplate Of(int cells) => Packed[cells];

    /// <summary>One that stores plain JSON, which SQL reads.</summary>
    /// <param name="cells">The number of cells.</param>
    public static TestTemplate PlainOf(int cells) => Plain[cells];

    private static async Task MigrateAsync(string connectionString, int cells)
    {
        await using var source = TestDatabase.CreateSource(connectionString);
        await Migrator.MigrateAsync(source, default, cells);
    }
}
