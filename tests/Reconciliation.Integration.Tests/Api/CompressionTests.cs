using System.IO.Compression;
using System.Text;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>Long answers leave compressed where the caller can read that; an answer with a strong ETag never does.</summary>
public sealed class CompressionTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableFact]
    public async Task A_page_is_compressed_says_the_same_and_has_the_same_ETag()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync([.. Enumerable.Range(1, 20).Select(n => PaymentRecords.Ro("COMP-A", n).With("professionnelId", $"PS-{n}"))]);

        using var clear = await GetAsync(instance, "/v1/adherents/COMP-A/soins", null);
        using var compressed = await GetAsync(instance, "/v1/adherents/COMP-A/soins", "gzip");

        var bytes = await compressed.Content.ReadAsByteArrayAsync();
        await using var stream = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = await clear.Content.ReadAsStringAsync();
        Assert.Equal(text, await reader.ReadToEndAsync());
        Assert.True(bytes.Length < text.Length / 4, $"{bytes.Length} bytes of {text.Length}");
        Assert.Equal(["gzip"], compressed.Content.Headers.ContentEncoding);
        Assert.Empty(clear.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", compressed.Headers.Vary);
        Assert.Equal(clear.Headers.ETag, compressed.Headers.ETag);
        Assert.True(compressed.Headers.ETag!.IsWeak);
    }

    [SkippableFact]
    public async Task A_single_view_and_a_refusal_are_not()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("COMP-B"));
        var soin = Assert.Single(await instance.SoinsAsync("COMP-B")).GetProperty("soinId").GetString();
        foreach (var path in new[] { $"/v1/soins/{soin}", "/v1/adherents/COMP-B/soins?x=1" })
        {
            using var answer = await GetAsync(instance, path, "gzip, br");
            Assert.Empty(answer.Content.Headers.ContentEncoding);
            Assert.StartsWith("{", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private static async Task<HttpResponseMessage> GetAsync(TestInstance instance, string path, string? codings)
    {
        using var client = instance.Client(Scopes.Espace);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Accept-Encoding", codings);
        return await client.SendAsync(request);
    }
}
