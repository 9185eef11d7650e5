using System.Text.Json;
using Npgsql;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Hosts;

/// <summary>Reads the feed in pages, and writes into the journal the entries of an engine that is slow to commit.</summary>
internal static class Feed
{
    public const string Path = "/v1/flux";

    public static readonly string Token = TestInstance.Token(null, Scopes.Espace);

    /// <summary>A page.</summary>
    public static async Task<(List<JsonElement> Elements, string? Next)> PageAsync(
        this TestInstance instance, string? after = null, int limit = 200, string? token = null)
    {
        var answer = await instance.AskAsync(
            HttpMethod.Get, $"{Path}?limite={limit}{(after is null ? "" : $"&apres={after}")}", token ?? Token);
        Assert.True(answer.Status == 200, answer.Text);
        return ([.. answer.Json.GetProperty("elements").EnumerateArray()], answer.Json.GetProperty("curseurSuivant").GetString());
    }

    /// <summary>All elements, page by page.</summary>
    public static async Task<List<JsonElement>> ReadAllAsync(this TestInstance instance, int limit = 200, string? token = null)
    {
        var all = new List<JsonElement>();
        string? after = null;
        do
        {
            var (elements, next) = await instance.PageAsync(after, limit, token);
            all.AddRange(elements);
            after = next;
        }
        while (after is not null);
        return all;
    }

    /// <summary>
    /// Waits until the feed shows some number of versions: the horizon is one of the whole server, and other tests hold it back.
    /// </summary>
    public static async Task<List<JsonElement>> ReadAllAsync(this TestInstance instance, long count)
    {
        List<JsonElement> all = [];
        await Eventually.HoldsAsync($"the feed shows {count} versions", async () => (all = await instance.ReadAllAsync()).Count >= count);
        Assert.Equal(count, all.Count);
        return all;
    }

    /// <summary>The place after an element.</summary>
    public static string Cursor(this JsonElement element) => element.GetProperty("curseur").GetString()!;

    /// <summary>The member of an element.</summary>
    public static string Adherent(this JsonElement element) => element.GetProperty("adherentId").GetString()!;

    /// <summary>Writes versions of soins of their own, each with a view of some size.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, string adherent, int count = 1, int size = 1)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO journal (beneficiaire_id, soin_id, version, adherent_id, cause, vue, ecrit_le)
            SELECT $1, id, 1, $1, '{"type":"lignes","lignes":[]}',
                   json_build_object('soinId', id, 'version', 1, 'adherentId', $1, 'message', repeat('x', $3)), now()
            FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, $2)) AS n
            """,
            connection);
        command.Parameters.Add(new() { Value = adherent });
        command.Parameters.Add(new() { Value = count });
        command.Parameters.Add(new() { Value = size });
        await command.ExecuteNonQueryAsync();
    }
}
