using System.Text;
using Reconciliation.Core;
using Reconciliation.Dev;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Security.Attacks;

/// <summary>A caller may be named by a NIR, by an authority or by themselves: it is kept and logged no more than any other.</summary>
public sealed class NamesTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    private const string Digits = "78006084";

    public static TheoryData<string> Names =>
        ["185057800608491", "1 85 05 78 006 084 91", "n185057800608491x", "1-85-05-78-006-084-91@mgen.fr", "1.85.05.78.006.084.91"];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task A_NIR_for_a_name_reaches_no_table_and_no_log(string name)
    {
        var instance = await shared.StartAsync();
        foreach (var record in new[] { PaymentRecords.Ro("NOMME").ToJsonString(), PaymentRecords.Ro("NOMME", 2).WithRaw("taux", "170") })
        {
            var sent = await SendAsync(instance, HttpMethod.Post, "/v1/paiements/ro", name, Scopes.Producer, record);
            Assert.True(sent.Status is 202 or 422, sent.Text);
        }

        await SendAsync(instance, HttpMethod.Get, "/v1/adherents/NOMME/soins", name, Scopes.Support);
        await SendAsync(instance, HttpMethod.Get, "/v1/acces", name, Scopes.Support);
        Assert.True(await instance.CountAsync("SELECT count(*) FROM acces WHERE adherent_id = 'NOMME'") > 0);
        Assert.True(await instance.CountAsync("SELECT count(*) FROM quarantaine WHERE emetteur LIKE '%[NIR]%'") > 0);
        foreach (var table in new[] { "acces", "ligne", "quarantaine", "journal", "soin", "reception", "quarantaine_suite" })
        {
            Assert.Equal((table, 0), (table, await instance.CountAsync(
                $"SELECT count(*) FROM {table} AS t WHERE regexp_replace(t::text, '\\D', '', 'g') LIKE '%{Digits}%'")));
        }

        Assert.DoesNotContain(
            shared.Log.Lines, l => string.Concat(l.Where(char.IsAsciiDigit)).Contains(Digits, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nor_does_one_that_a_producer_of_the_broker_calls_itself(string name)
    {
        Assert.DoesNotContain(Digits, Plain(ProducerBindings.None.Identify("flux-ro", name, isOfThisProcess: false).Name));
        Assert.DoesNotContain(Digits, Plain(ProducerBindings.None.Identify(name, null, isOfThisProcess: false).Name));
        Assert.DoesNotContain(Digits, Plain(new Caller { Name = name, Client = name, Disclosures = new() }.Name));
        Assert.DoesNotContain(Digits, Plain(new Caller { Name = name, Client = name, Disclosures = new() }.Client));
    }

    private static string Plain(string? name) => string.Concat(name!.Where(char.IsAsciiDigit));

    private static async Task<Answer> SendAsync(
        TestInstance instance, HttpMethod method, string path, string name, string scope, string? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return await instance.SendAsync(request, TokenCommand.Sign(TestInstance.Key, TimeProvider.System, name, null, scope));
    }
}
