using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Clients;

/// <summary>The samples that keep a copy, each as a process with a file; they end with this.</summary>
internal sealed class SampleCopies : IDisposable
{
    private SampleCopies(IReadOnlyList<SampleCopy> all) => All = all;

    public IReadOnlyList<SampleCopy> All { get; }

    /// <summary>Starts each, with its file in a folder.</summary>
    public static SampleCopies Start(string folder, string address, string token, (string File, string[] Command)[] samples) => new(
        [.. samples.Select(s =>
        {
            var file = Path.Combine(folder, s.File);
            return new SampleCopy(file, LanguageTools.Start(s.Command, token, address, file));
        })]);

    /// <summary>The sample in C#, in the folder where it was built.</summary>
    public static string CSharp()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, "SuivreLesSoins", own.Name, "SuivreLesSoins.dll");
    }

    /// <summary>Waits until something holds of each copy.</summary>
    public async Task HoldAsync(string what, Func<SampleCopy, Task<bool>> holds)
    {
        foreach (var copy in All)
        {
            await Eventually.HoldsAsync(
                () => $"{what}: {Path.GetFileName(copy.File)} has {copy.Read().Count} soins",
                async () =>
                {
                    Assert.False(copy.Process.HasExited, $"The sample with {Path.GetFileName(copy.File)} has ended.");
                    return await holds(copy);
                });
        }
    }

    public void Dispose()
    {
        foreach (var copy in All)
        {
            copy.Process.Kill(entireProcessTree: true);
            copy.Process.WaitForExit();
            copy.Process.Dispose();
        }
    }
}

/// <summary>One sample, its process and the file of its copy: JSON or SQLite.</summary>
internal sealed record SampleCopy(string File, Process Process)
{
    /// <summary>The views of the copy by their soins.</summary>
    public IReadOnlyDictionary<string, JsonNode> Read()
    {
        if (!System.IO.File.Exists(File))
        {
            return new Dictionary<string, JsonNode>();
        }

        return File.EndsWith(".json", StringComparison.Ordinal)
            ? JsonNode.Parse(System.IO.File.ReadAllText(File))!["soins"]!.AsObject().ToDictionary(s => s.Key, s => s.Value!)
            : Rows();
    }

    /// <summary>Whether the copy holds the views of some members that the API has, and no other.</summary>
    public async Task<bool> IsWhatTheApiHasAsync(TestInstance instance, IEnumerable<string> members)
    {
        var (copy, count) = (Read(), 0);
        foreach (var member in members)
        {
            foreach (var view in await instance.SoinsAsync(member))
            {
                count++;
                if (!copy.TryGetValue(view.GetProperty("soinId").GetString()!, out var held)
                    || !JsonNode.DeepEquals(held, JsonNode.Parse(view.GetRawText())))
                {
                    return false;
                }
            }
        }

        return count > 0 && count == copy.Count;
    }

    // As its owner reads it: a sample that was killed within a transaction left a journal, which the next to read rolls back.
    private Dictionary<string, JsonNode> Rows()
    {
        using var connection = new SqliteConnection($"Data Source={File};Mode=ReadWrite;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT soin_id, vue FROM soin";
        var views = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        try
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                views[reader.GetString(0)] = JsonNode.Parse(reader.GetString(1))!;
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode == 1)
        {
            // The table is not there yet.
        }

        return views;
    }
}
