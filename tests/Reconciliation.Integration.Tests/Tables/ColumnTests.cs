using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Reconciliation.Storage.Model;
using Xunit;

namespace Reconciliation.Integration.Tests.Tables;

/// <summary>The columns that statements write and read are those of the model and of the database, both ways.</summary>
public sealed class ColumnTests : DatabaseTest
{
    private static readonly Table[] All =
    [
        .. typeof(Table).Assembly.GetTypes()
            .SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
            .Where(f => !f.DeclaringType!.ContainsGenericParameters && typeof(Table).IsAssignableFrom(f.FieldType))
            .Select(f => (Table)f.GetValue(null)!)
            .Where(t => t.Name.Length > 0),
    ];

    public static TheoryData<string> Tables => [.. All.Select(t => t.Name)];

    [Fact]
    public void Every_table_that_the_write_path_writes_is_declared_once() => Assert.Equal(
        ["compteur", "decision", "journal", "ligne", "ligne_non_rattachee", "quarantaine", "quarantaine_suite", "reception", "soin"],
        All.Select(t => t.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Tables))]
    public void Columns_are_those_of_the_model(string name)
    {
        using var context = new DesignTimeFactory().CreateDbContext([]);
        var entity = context.Model.GetEntityTypes().SingleOrDefault(e => e.GetTableName() == name);

        // The journal is parted by month, which the model cannot say.
        Assert.Equal(name == "journal", entity is null);
        if (entity is not null)
        {
            Assert.Equal(
                entity.GetProperties().Select(p => p.GetColumnName(StoreObjectIdentifier.Table(name))).Order(StringComparer.Ordinal),
                Named(name).Columns.Select(c => c.Name).Order(StringComparer.Ordinal));
        }
    }

    [SkippableFact]
    public async Task Columns_and_their_types_are_those_of_the_database()
    {
        foreach (var table in All)
        {
            var stored = await StoredAsync(table.Name);
            Assert.Equal(stored.Keys.Order(StringComparer.Ordinal), table.Columns.Select(c => c.Name).Order(StringComparer.Ordinal));
            Assert.All(
                table.Columns.Where(c => c.Expression is null),
                c => Assert.Equal((c.Name, stored[c.Name]), (c.Name, Plain(c.SqlType))));
        }
    }

    [SkippableFact]
    public async Task Rows_bring_every_column_that_has_no_value_of_its_own()
    {
        foreach (var table in All.Where(t => t.Name is not ("quarantaine" or "reception")))
        {
            var filled = await ColumnsAsync(table.Name, "is_identity = 'YES' OR column_default LIKE '%pg_current_xact_id%'");
            Assert.Equal(
                filled.Order(StringComparer.Ordinal),
                table.Columns.Where(c => c is UnwrittenColumn { IsLeft: false }).Select(c => c.Name).Order(StringComparer.Ordinal));
            var free = await ColumnsAsync(table.Name, "is_nullable = 'YES'");
            Assert.All(table.Columns.Where(c => c is UnwrittenColumn { IsLeft: true }), c => Assert.Contains(c.Name, free));
        }
    }

    [Fact]
    public void No_statement_of_a_table_names_a_column_twice() => Assert.All(
        All, t => Assert.Equal(t.Columns.Count, t.Columns.Select(c => c.Name).Distinct(StringComparer.Ordinal).Count()));

    private static Table Named(string name) => All.Single(t => t.Name == name);

    private static string Plain(string sqlType) => sqlType switch
    {
        "int" => "integer",
        "bool" => "boolean",
        "timestamptz" => "timestamp with time zone",
        _ => sqlType,
    };

    private async Task<Dictionary<string, string>> StoredAsync(string table)
    {
        await using var command = Source.CreateCommand(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute "
            + "WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped");
        command.Parameters.Add(new() { Value = table });
        await using var reader = await command.ExecuteReaderAsync();
        var columns = new Dictionary<string, string>();
        while (await reader.ReadAsync())
        {
            columns.Add(reader.GetString(0), reader.GetString(1));
        }

        return columns;
    }

    // Of the table that statements name: those of its cells have columns of the same names.
    private async Task<List<string>> ColumnsAsync(string table, string condition)
    {
        await using var command = Source.CreateCommand(
            "SELECT column_name FROM information_schema.columns "
            + $"WHERE table_schema = 'public' AND table_name = '{table}' AND ({condition})");
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
