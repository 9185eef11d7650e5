using System.Buffers.Text;
using System.Text;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Integration.Tests.Security.Attacks;

/// <summary>
/// A cursor names a place to go on from and no right to read: one that somebody made up, in whatever form, is refused or read, and shows
/// nothing that its caller may not see.
/// </summary>
public sealed class ForgedCursorTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    private static readonly string[] Lists =
    [
        "/v1/adherents/CUR-A/soins?curseur=", "/v1/flux?apres=", "/v1/recherche?q=CUR-A&curseur=", "/v1/quarantaine?curseur=",
        "/v1/acces?curseur=", "/v1/virements/VRO-CUR-A?curseur=",
    ];

    private static readonly string[] Pieces =
    [
        "0", "1", "-1", "3", "999999", "2147483647", "2147483648", "9223372036854775807", "18446744073709551615", "739000", "3652058",
        "00000000000000000000000000000000", "ffffffffffffffffffffffffffffffff", "CUR-B", "e-1", "", "'; --", "é", " 1", "+1", "1e9",
    ];

    [SkippableFact]
    public async Task One_that_is_made_up_fails_nothing_and_shows_nothing_of_another()
    {
        var instance = await shared.StartAsync();
        foreach (var member in new[] { "CUR-A", "CUR-B" })
        {
            await instance.RoAsync(PaymentRecords.Ro(member, 1), PaymentRecords.Ro(member, 2).With("dateSoin", "2025-11-13"));
        }

        // The feed is not for agents; the other lists are for them too.
        var token = TestInstance.Token(null, Scopes.Espace);
        var agentToken = TestInstance.Token(null, Scopes.Espace, Scopes.Support, Scopes.Supervision);
        var memberToken = TestInstance.Token("CUR-A", Scopes.Espace);
        var statuses = new Dictionary<int, int>();
        foreach (var cursor in Cursors())
        {
            foreach (var list in Lists)
            {
                var isFeed = list.StartsWith("/v1/flux", StringComparison.Ordinal);
                var answer = await instance.AskAsync(HttpMethod.Get, list + cursor, isFeed ? token : agentToken);
                Assert.True(answer.Status is 200 or 400 or 410 or 503, $"{list}{cursor}: {answer.Status}");
                statuses[answer.Status] = statuses.GetValueOrDefault(answer.Status) + 1;
            }

            foreach (var list in Lists[..2])
            {
                var answer = await instance.AskAsync(HttpMethod.Get, list + cursor, memberToken);
                Assert.DoesNotContain("CUR-B", answer.Text, StringComparison.Ordinal);
            }
        }

        Assert.True(statuses.GetValueOrDefault(200) > 50 && statuses.GetValueOrDefault(400) > 50, string.Join(' ', statuses));
    }

    // Every piece alone, and combinations of as many as each list has, drawn with a seed of its own.
    private static IEnumerable<string> Cursors()
    {
        var random = new Random(20251114);
        foreach (var count in new[] { 1, 2, 3, 4, 5, 6 })
        {
            for (var i = 0; i < 40; i++)
            {
                var drawn = Enumerable.Range(0, count).Select(n => i < 20 ? Fitting(random, n, count) : Pieces[random.Next(Pieces.Length)]);
                yield return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join('.', drawn)));
            }
        }
    }

    // Numbers, and an id where most lists have it.
    private static string Fitting(Random random, int place, int count) =>
        place == count - 1 || (count == 4 && place == 2) ? Pieces[random.Next(11, 13)] : Pieces[random.Next(0, 11)];
}
