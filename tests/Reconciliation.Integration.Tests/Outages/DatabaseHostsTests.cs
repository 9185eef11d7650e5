using Npgsql;
using Reconciliation.Hosting;
using Xunit;

namespace Reconciliation.Integration.Tests.Outages;

/// <summary>
/// The settings of a connection to several servers, which are left alone if the operator gives them or there is one server.
/// </summary>
public sealed class DatabaseHostsTests
{
    [Theory]
    [InlineData("Host=a,b", "Primary", 1, 2)]
    [InlineData("Host=a:5433,b;Target Session Attributes=prefer-standby", "PreferStandby", 1, 2)]
    [InlineData("Host=a,b;TargetSessionAttributes=read-write", "ReadWrite", 1, 2)]
    [InlineData("Host=a,b;Host Recheck Seconds=7;Timeout=20", "Primary", 7, 20)]
    [InlineData("Host=a,b;HostRecheckSeconds=7;timeout=20", "Primary", 7, 20)]
    [InlineData("Host=a", null, 10, 15)]
    public async Task Several_servers_are_asked_often_who_is_the_primary(string chain, string? target, int recheck, int timeout)
    {
        await using var hosts = new DatabaseHosts(chain, "essai", TargetSessionAttributes.Primary);
        var settings = new NpgsqlConnectionStringBuilder(hosts.Source.ConnectionString);
        Assert.Equal((target, target is not null), (hosts.Target?.ToString(), hosts.AreSeveral));
        Assert.Equal((recheck, timeout), (settings.HostRecheckSeconds, settings.Timeout));
    }

    [Theory]
    [InlineData("Host=a", 30, 30, true, "^recon@.* pool=30$")]
    [InlineData("Host=a;Maximum Pool Size=7;Command Timeout=9;Tcp Keepalive=false", 7, 9, false, "^recon@.* pool=7$")]
    [InlineData("Host=a,b;MaxPoolSize=7;commandtimeout=9;ApplicationName=autre", 7, 9, true, "^autre$")]
    public async Task What_the_connection_string_gives_is_left_as_it_is(
        string chain, int pool, int timeout, bool keepAlive, string application)
    {
        await using var hosts = new DatabaseHosts(chain, "essai", TargetSessionAttributes.Primary);
        var settings = new NpgsqlConnectionStringBuilder(hosts.Source.ConnectionString);
        Assert.Equal((pool, pool), (hosts.ConnectionsMax, settings.MaxPoolSize));
        Assert.Equal((timeout, keepAlive), (settings.CommandTimeout, settings.TcpKeepAlive));
        Assert.Matches(application, settings.ApplicationName!);
    }

    [Theory]
    [InlineData("no connection string")]
    [InlineData("Host=a,b;Target Session Attributes=nobody")]
    public void What_is_no_connection_string_is_refused_with_the_name_of_its_variable(string chain)
    {
        var refused = Assert.Throws<StartupRefusedException>(
            () => new DatabaseHosts(chain, "essai", TargetSessionAttributes.Primary, "RECONCILIATION_ESSAI"));
        Assert.StartsWith("RECONCILIATION_ESSAI must be", refused.Message, StringComparison.Ordinal);
    }
}
