using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Integration.Tests.Quarantine;

/// <summary>The calls of a support agent.</summary>
internal static class QuarantineCalls
{
    /// <summary>Has a record refused over HTTP; answers its number in the quarantine.</summary>
    public static async Task<long> RefusedAsync(this TestInstance instance, string record, string stream = "ro")
    {
        var answer = await instance.PostRawAsync($"/v1/paiements/{stream}", Encoding.UTF8.GetBytes(record));
        Assert.True(answer.Status == 422, answer.Text);
        return (long)(await instance.RowsAsync("SELECT max(quarantaine_id) FROM quarantaine"))[0][0]!;
    }

    public static Task<Answer> MessageAsync(this TestInstance instance, long id) =>
        instance.ReadAsync($"/v1/quarantaine/{id}", Scopes.Support);

    public static Task<Answer> ListAsync(this TestInstance instance, string query = "") =>
        instance.ReadAsync("/v1/quarantaine" + query, Scopes.Support);

    /// <summary>Posts as an agent.</summary>
    public static async Task<Answer> PostAsAgentAsync(this TestInstance instance, string path, string? body = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await instance.SendAsync(request, TestInstance.Token(null, Scopes.Support));
    }

    public static Task<Answer> ReplayAsync(this TestInstance instance, long id, string? ifMatch = "\"1\"", string? body = null) =>
        instance.PostAsAgentAsync($"/v1/quarantaine/{id}/rejouer", body, ifMatch);

    /// <summary>The body of a replay of a corrected record.</summary>
    public static string Corrected(JsonNode record, string? motif = null) =>
        new JsonObject { ["corps"] = record.DeepClone(), ["motif"] = motif }.ToJsonString();

    public static string? Text(this JsonElement element, string member) => element.GetProperty(member).GetString();

    public static string State(this Answer answer) => answer.Json.Text("etat")!;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string member) => element.GetProperty(member).EnumerateArray();
}
