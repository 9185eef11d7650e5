using System.Net.Http.Headers;
using System.Text;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>A body of payments has its limits, to the record and to the byte.</summary>
public sealed class PaymentLimitTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    private const string ToRo = "/v1/paiements/ro";

    [SkippableTheory]
    [InlineData(10_000, 202)]
    [InlineData(10_001, 413)]
    public async Task Ten_thousand_records_are_the_most(int count, int status)
    {
        var instance = await shared.StartAsync();
        var first = PaymentRecords.Ro($"MASSE-{count}");
        var body = new StringBuilder("[");
        for (var n = 1; n <= count; n++)
        {
            var ligne = first.With("ligne.ordre", n).With("beneficiaireId", $"B-{n / 5}").With("libelle", null).ToJsonString();
            body.Append(ligne).Append(n < count ? ',' : ']');
        }

        var answer = await instance.PostRawAsync(ToRo, Encoding.UTF8.GetBytes(body.ToString()));

        Assert.Equal(status, answer.Status);
        var lignes = await instance.CountAsync("SELECT count(*) FROM ligne WHERE adherent_id = $1", $"MASSE-{count}");
        Assert.Equal(status == 202 ? count : 0, lignes);
    }

    [SkippableTheory]
    [InlineData(false, 0, 202)]
    [InlineData(true, 0, 202)]
    [InlineData(false, 1, 413)]
    [InlineData(true, 1, 413)]
    public async Task Eight_mebibytes_are_the_most(bool inPieces, int surplus, int status)
    {
        var instance = await shared.StartAsync();
        var un = PaymentRecords.Ro($"TAILLE-{inPieces}-{surplus}").ToJsonString();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(un.PadRight((8 * 1024 * 1024) + surplus)));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(ToRo, UriKind.Relative)) { Content = content };
        request.Headers.TransferEncodingChunked = inPieces;

        var answer = await instance.SendAsync(request, TestInstance.Token(null, Scopes.Producer));

        Assert.Equal(status, answer.Status);
        if (status == 413)
        {
            Assert.Equal("corps-trop-grand", answer.Problem(413));
        }
    }
}
