using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reconciliation.Hosting;
using Xunit;

namespace Reconciliation.Integration.Tests.Hosts;

/// <summary>An answer of the API, read to its end.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Type">The media type of the body; null without a body.</param>
/// <param name="Text">The body.</param>
/// <param name="Headers">All headers, those of the content included.</param>
internal sealed record Answer(int Status, string? Type, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The status of one part of an answer of readiness.</summary>
    public string? Check(string name) => Json.GetProperty("checks").EnumerateArray()
        .Single(c => c.GetProperty("name").GetString() == name).GetProperty("status").GetString();

    /// <summary>Asserts that this is a problem of the catalogue, and says its code.</summary>
    public string Problem(int status)
    {
        Assert.Equal(status, Status);
        Assert.Equal("application/problem+json", Type);
        Assert.Equal(status, Json.GetProperty("status").GetInt32());
        Assert.NotEmpty(Json.GetProperty("title").GetString()!);
        var type = Json.GetProperty("type").GetString()!;
        Assert.StartsWith("urn:reconciliation:probleme:", type, StringComparison.Ordinal);
        return type["urn:reconciliation:probleme:".Length..];
    }
}

/// <summary>Ways to call an instance.</summary>
internal static class Calls
{
    /// <summary>Sends a request as it is, with a token or none.</summary>
    public static async Task<Answer> SendAsync(this TestInstance instance, HttpRequestMessage request, string? token)
    {
        using var client = instance.Client();
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.SendAsync(request);
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        var type = response.Content.Headers.ContentType?.MediaType;
        return new((int)response.StatusCode, type, await response.Content.ReadAsStringAsync(), headers);
    }

    /// <summary>Gets a path with some scopes.</summary>
    public static Task<Answer> ReadAsync(this TestInstance instance, string path, params string[] scopes) =>
        instance.AskAsync(HttpMethod.Get, path, TestInstance.Token(null, scopes));

    /// <summary>Asks for a path with a token and, if given, one more header.</summary>
    public static async Task<Answer> AskAsync(
        this TestInstance instance, HttpMethod method, string path, string? token, string? header = null, string? value = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        return await instance.SendAsync(request, token);
    }

    /// <summary>Posts a body as a producer; null: without a content type.</summary>
    public static async Task<Answer> PostRawAsync(
        this TestInstance instance, string path, byte[] body, string? contentType = "application/json")
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new ByteArrayContent(body) };
        if (contentType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        return await instance.SendAsync(request, TestInstance.Token(null, Scopes.Producer));
    }

    /// <summary>Posts RO records, all of which must be accepted.</summary>
    public static Task RoAsync(this TestInstance instance, params JsonNode[] records) =>
        AcceptedAsync(instance, "/v1/paiements/ro", records);

    /// <summary>Posts complementary records, all of which must be accepted.</summary>
    public static Task ComplementairesAsync(this TestInstance instance, params JsonNode[] records) =>
        AcceptedAsync(instance, "/v1/paiements/complementaires", records);

    private static async Task AcceptedAsync(TestInstance instance, string path, JsonNode[] records)
    {
        var body = $"[{string.Join(',', records.Select(r => r.ToJsonString()))}]";
        var answer = await instance.PostRawAsync(path, Encoding.UTF8.GetBytes(body));
        Assert.True(answer.Status == 202 && answer.Json.GetProperty("acceptes").GetInt32() == records.Length, answer.Text);
    }
}
