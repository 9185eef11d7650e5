using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Reconciliation.Hosting;

/// <summary>
/// The gateways in front of this process, by their addresses. Only they are believed when they name the caller's address: behind a gateway
/// that is not named all callers without a token are one client.
/// </summary>
/// <param name="networks">Their networks.</param>
public sealed class NamedProxies(IReadOnlyList<IPNetwork> networks)
{
    /// <summary>There are none.</summary>
    public static NamedProxies None { get; } = new([]);

    /// <summary>Reads <c>RECONCILIATION_PROXIES</c>: addresses and networks, separated by commas.</summary>
    /// <param name="text">The setting; null: there are none.</param>
    /// <exception cref="StartupRefusedException">It names something else, or everybody.</exception>
    public static NamedProxies Read(string? text)
    {
        var networks = new List<IPNetwork>();
        foreach (var name in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var network = IPNetwork.TryParse(name, out var many) ? many
                : IPAddress.TryParse(name, out var one) ? new(one, one.GetAddressBytes().Length * 8)
                : default;
            networks.Add(network.PrefixLength > 0 ? network : throw new StartupRefusedException(
                "RECONCILIATION_PROXIES must list the addresses of gateways, or networks such as 10.1.0.0/16, separated by commas."));
        }

        return new(networks);
    }

    /// <summary>Whether an address is a gateway's.</summary>
    /// <param name="address">The address.</param>
    public bool Contain(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return networks.Any(n => n.Contains(plain));
    }

    /// <summary>
    /// Takes the address of a caller, and the prefix under which a gateway publishes this process, from the headers of the gateways, before
    /// anything asks for them.
    /// </summary>
    /// <param name="app">The host.</param>
    public void Use(IApplicationBuilder app)
    {
        if (networks.Count == 0)
        {
            return;
        }

        // From the nearest gateway backwards, as long as each is named: a caller's own writing in the header stands before that.
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedPrefix,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks)
        {
            options.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(options);
    }
}
