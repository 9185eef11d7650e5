using System.IO.Compression;
using System.Text;
using Reconciliation.Core;
using Reconciliation.Dev;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>Long answers leave compressed where the caller can read that; what has a strong ETag never does.</summary>
public sealed class CompressionTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableFact]
    public async Task A_page_is_compressed_says_the_same_and_has_the_same_ETag()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync([.. Enumerable.Range(1, 20).Select(n => Paiements.Ro("COMP-A", n).Avec("professionnelId", $"PS-{n}"))]);

        using var claire = await GetAsync(instance, "/v1/adherents/COMP-A/soins", null);
        using var compressee = await GetAsync(instance, "/v1/adherents/COMP-A/soins", "gzip");

        var octets = await compressee.Content.ReadAsByteArrayAsync();
        await using var flux = new GZipStream(new MemoryStream(octets), CompressionMode.Decompress);
        using var lecteur = new StreamReader(flux, Encoding.UTF8);
        var texte = await claire.Content.ReadAsStringAsync();
        Assert.Equal(texte, await lecteur.ReadToEndAsync());
        Assert.True(octets.Length < texte.Length / 4, $"{octets.Length} bytes of {texte.Length}");
        Assert.Equal(["gzip"], compressee.Content.Headers.ContentEncoding);
        Assert.Empty(claire.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", compressee.Headers.Vary);
        Assert.Equal(claire.Headers.ETag, compressee.Headers.ETag);
        Assert.True(compressee.Headers.ETag!.IsWeak);
    }

    [SkippableFact]
    public async Task A_single_view_and_a_refusal_are_not()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(Paiements.Ro("COMP-B"));
        var soin = Assert.Single(await instance.SoinsAsync("COMP-B")).GetProperty("soinId").GetString();
        foreach (var chemin in new[] { $"/v1/soins/{soin}", "/v1/adherents/COMP-B/soins?x=1" })
        {
            using var answer = await GetAsync(instance, chemin, "gzip, br");
            Assert.Empty(answer.Content.Headers.ContentEncoding);
            Assert.StartsWith("{", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private static async Task<HttpResponseMessage> GetAsync(TestInstance instance, string chemin, string? codages)
    {
        using var client = instance.Client(Portees.Espace);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(chemin, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Accept-Encoding", codages);
        return await client.SendAsync(request);
    }
}
