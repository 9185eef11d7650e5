using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>The laws of every call under /v1, including calls still to be written: the calls are taken from the running instance.</summary>
public sealed partial class EveryCallTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    [SkippableFact]
    public async Task No_call_answers_a_token_of_one_member_about_another_whatever_its_scopes()
    {
        var instance = await shared.StartAsync();
        var soin = await OtherSoinAsync(instance, "TOUT-B");
        var token = TestInstance.Token("TOUT-A", [.. Scopes.All]);
        foreach (var (method, path) in Calls(instance, "TOUT-B", soin))
        {
            var answer = await CallAsync(instance, method, path, token);
            Assert.True(answer.Status is >= 400 and < 500, $"{method} {path}: {answer.Status} {answer.Text}");
            Assert.DoesNotContain("TOUT-B", answer.Text, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Every_answer_to_an_agent_is_written_down()
    {
        var instance = await shared.StartAsync();
        var soin = await OtherSoinAsync(instance, "TOUT-C");
        var answered = 0;
        foreach (var (method, path) in Calls(instance, "TOUT-C", soin))
        {
            var before = await instance.CountAsync("SELECT count(*) FROM acces");
            var answer = await CallAsync(instance, method, path, TestInstance.Token(null, [.. Scopes.All]));
            if (answer.Status < 400)
            {
                answered++;
                Assert.True(await instance.CountAsync("SELECT count(*) FROM acces") > before, $"{method} {path}");
            }
        }

        Assert.True(answered >= 4, $"{answered} calls answered.");
    }

    [SkippableFact]
    public async Task No_call_answers_without_a_token_nor_with_one_without_scope()
    {
        var instance = await shared.StartAsync();
        var soin = await OtherSoinAsync(instance, "TOUT-D");
        foreach (var (method, path) in Calls(instance, "TOUT-D", soin))
        {
            Assert.Equal((401, path), ((await CallAsync(instance, method, path, null)).Status, path));
            Assert.Equal((403, path), ((await CallAsync(instance, method, path, TestInstance.Token(null, "openid"))).Status, path));
        }
    }

    private static async Task<string> OtherSoinAsync(TestInstance instance, string adherent)
    {
        await instance.RoAsync(PaymentRecords.Ro(adherent));
        return Assert.Single(await instance.SoinsAsync(adherent)).GetProperty("soinId").GetString()!;
    }

    private static List<(HttpMethod Method, string Path)> Calls(TestInstance instance, string adherent, string soin)
    {
        var calls = instance.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Select(m => (
                new HttpMethod(m),
                Parameter().Replace(
                    e.RoutePattern.RawText!,
                    p => p.Groups[1].Value switch { "adherentId" => adherent, "soinId" => soin, _ => "1" }))))
            .ToList();
        Assert.Contains((HttpMethod.Get, $"/v1/adherents/{adherent}/soins"), calls);
        Assert.Contains((HttpMethod.Post, "/v1/paiements/ro"), calls);
        return calls;
    }

    private static Task<Answer> CallAsync(TestInstance instance, HttpMethod method, string path, string? token)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (method != HttpMethod.Get && method != HttpMethod.Head)
        {
            request.Content = new StringContent(PaymentRecords.Ro("TOUT-E").ToJsonString(), Encoding.UTF8, "application/json");
        }

        return instance.SendAsync(request, token);
    }

    [GeneratedRegex(@"\{(\w+)[^}]*\}")]
    private static partial Regex Parameter();
}
